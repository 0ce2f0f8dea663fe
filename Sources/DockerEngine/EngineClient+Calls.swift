import AsyncHTTPClient
import Containers
import EventLoop
import NIOCore

extension EngineClient {
    /// The engine's answer, whatever its status.
    /// - Throws: `.unreachable`, `.incompatible`.
    @concurrent
    func send(_ request: EngineRequest) async throws(EngineError) -> EngineResponse {
        let version = try await apiVersion()
        let answer = try await exchange(request, version: version)
        guard answer.status == 400 else { return answer }
        // The call is wrong, or the engine was exchanged for one that refuses the version we settled with the old one.
        let current = try await negotiate().version
        return current == version ? answer : try await exchange(request, version: current)
    }

    /// A call whose answer is a stream of any length.
    /// - Returns: `sink` with the whole stream; the answer, where its status is not 200.
    @concurrent
    func stream<Sink: StreamSink>(
        _ request: EngineRequest, into sink: Sink
    ) async throws(EngineError) -> Streamed<Sink> {
        let version = try await apiVersion()
        return try await calling(request) { [http = http(for: request), endpoint] in
            let response = try await http.execute(Self.http(request, version, endpoint), deadline: .distantFuture)
            guard response.status.code == 200 else { return .failure(try await Self.whole(response, of: request)) }
            var sink = sink
            for try await piece in response.body { try sink.append([UInt8](piece.readableBytesView)) }
            try sink.finish()
            return .success(sink)
        }
    }

    /// The engine's answer to a call of a version, or of none.
    func exchange(
        _ request: EngineRequest, version: APIVersion?
    ) async throws(EngineError) -> EngineResponse {
        try await calling(request) { [http = http(for: request), endpoint] in
            let call = Self.http(request, version, endpoint)
            do {
                return try await Self.whole(http.execute(call, deadline: .distantFuture), of: request)
            } catch let error as HTTPClientError where error == .remoteConnectionClosed && request.method == .get {
                // A pooled connection that the engine closed just then. Asking again changes nothing there.
                return try await Self.whole(http.execute(call, deadline: .distantFuture), of: request)
            }
        }
    }

    /// Runs `body` under the request's time limit, and turns every failure into a sentence.
    private func calling<Value: Sendable>(
        _ request: EngineRequest, _ body: @escaping @Sendable () async throws -> Value
    ) async throws(EngineError) -> Value {
        try begin(request)
        defer { end() }
        do {
            return try await withTimeLimit(request.limit, body)
        } catch let error as EngineError {
            throw error
        } catch is NIOTooManyBytesError {
            throw EngineError(
                .incompatible, "\(request.call): the answer is longer than \(request.largestAnswer) bytes")
        } catch is LineSplitter.LineTooLong {
            throw EngineError(.incompatible, "\(request.call): a line is too long")
        } catch is StdioDecoder.Malformed {
            throw EngineError(.incompatible, "\(request.call): the answer was not understood")
        } catch is CancellationError {
            throw EngineError(.unreachable, "\(request.call): the call was cancelled")
        } catch {
            forgetVersion()
            let cause = error is TimedOut ? "none within \(request.limit)" : "\(EngineWords("\(error)"))"
            throw EngineError(.unreachable, "\(request.call): no answer from \(endpoint): \(cause)")
        }
    }

    private static func http(
        _ request: EngineRequest, _ version: APIVersion?, _ endpoint: DockerEndpoint
    ) -> HTTPClientRequest {
        let prefix = version.map { "/v\($0)" } ?? ""
        var result = HTTPClientRequest(url: "http+unix://\(endpoint.socketPath.percentEncoded)\(prefix)\(request.path)")
        result.method = .init(rawValue: request.method.rawValue)
        // The client sends none for a Unix socket; HTTP/1.1 requires one, and the engine looks.
        result.headers.add(name: "Host", value: "docker")
        if let body = request.body {
            result.headers.add(name: "Content-Type", value: "application/json")
            result.body = .bytes(ByteBuffer(bytes: body))
        }
        return result
    }

    private static func whole(_ response: HTTPClientResponse, of request: EngineRequest) async throws -> EngineResponse
    {
        let body = try await response.body.collect(upTo: request.largestAnswer)
        return EngineResponse(
            call: request.call, status: Int(response.status.code),
            apiVersion: response.headers.first(name: "Api-Version"), body: [UInt8](body.readableBytesView))
    }
}
