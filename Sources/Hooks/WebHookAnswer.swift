import AsyncHTTPClient
import Containers
import Foundation
import NIOCore
import NIOHTTP1

/// What a webhook said.
struct WebHookAnswer: Sendable {
    let status: Int
    let contentType: String
    /// Its first 64 KiB; empty for a yes, whose body nobody reads.
    let body: [UInt8]

    private static let limit = 64 << 10

    private struct Message: Decodable {
        let message: String
    }

    /// - Throws: `HookError` for all but yes.
    func judge(_ url: WebHookURL) throws(HookError) {
        switch status {
        case 200..<300: return
        case 300..<400: throw .failed(cause: "\(url): answered \(status); redirects are not followed")
        case 400..<600:
            guard let words, !words.isEmpty else { throw .failed(cause: "\(url): answered \(status)") }
            throw .refused(text: words)
        default: throw .failed(cause: "\(url): answered \(status)")
        }
    }

    /// nil where it gave no text.
    private var words: String? {
        // Parameters such as charset follow the type.
        let type = contentType.prefix { $0 != ";" }.trimmingCharacters(in: .whitespaces).lowercased()
        switch type {
        case "text/plain": return HookError.printable(String(decoding: body, as: UTF8.self))
        case "application/json":
            let message = try? JSONDecoder().decode(Message.self, from: Data(body))
            return (message?.message).map(HookError.printable)
        default: return nil
        }
    }
}

extension WebHookAnswer {
    init(_ response: HTTPClientResponse) async throws {
        var body: [UInt8] = []
        if response.status.code >= 400 {
            for try await part in response.body {
                body.append(contentsOf: part.readableBytesView.prefix(Self.limit - body.count))
                if body.count == Self.limit { break }
            }
        }
        self.init(
            status: Int(response.status.code), contentType: response.headers.first(name: "Content-Type") ?? "",
            body: body)
    }
}
