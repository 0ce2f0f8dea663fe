import AsyncHTTPClient
import Foundation
import Model
import NIOCore
import NIOFoundationCompat
import NIOHTTP1

/// A success, whose body is still to be read.
struct AdminResponse: Sendable {
    typealias Method = HTTPMethod

    private let response: HTTPClientResponse

    /// - Throws: `AdminClientError`.
    static func of(
        _ method: Method, _ uri: String, socket: String, actor: UserName?, body: [UInt8]?, by http: HTTPClient,
        limit: TimeAmount
    ) async throws -> AdminResponse {
        guard let url = URL(httpURLWithSocketPath: socket, uri: uri) else {
            throw AdminClientError.noServer(socket: socket)
        }
        var request = HTTPClientRequest(url: url.absoluteString)
        request.method = method
        request.headers.replaceOrAdd(name: "Host", value: "gangway")
        if let actor { request.headers.add(name: AdminProtocol.actorHeader.rawName, value: actor.description) }
        if let body {
            request.headers.add(name: "Content-Type", value: AdminProtocol.json)
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        let response: HTTPClientResponse
        do {
            response = try await http.execute(request, timeout: limit)
        } catch {
            throw AdminClientError(connecting: error, socket: socket)
        }
        guard response.status == .ok else {
            let body = try? await response.body.collect(upTo: 1 << 20)
            let failure = body.flatMap { try? AdminCoding.decoder().decode(AdminFailure.self, from: Data(buffer: $0)) }
            throw AdminClientError(status: Int(response.status.code), failure: failure)
        }
        return AdminResponse(response: response)
    }

    func decoded<Value: Decodable>(limit: Int) async throws -> Value {
        do {
            let body = try await response.body.collect(upTo: limit)
            return try AdminCoding.decoder().decode(Value.self, from: Data(buffer: body))
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            throw AdminClientError.broken("\(error)")
        }
    }

    /// The body's bytes as they come.
    func pieces(_ body: ([UInt8]) async throws -> Void) async throws {
        var iterator = response.body.makeAsyncIterator()
        while true {
            let piece: ByteBuffer?
            do {
                piece = try await iterator.next()
            } catch is CancellationError {
                throw CancellationError()
            } catch {
                throw AdminClientError.broken("\(error)")
            }
            guard let piece else { return }
            try await body(Array(piece.readableBytesView))
        }
    }
}
