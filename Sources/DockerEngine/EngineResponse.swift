import Containers
import FoundationEssentials

/// The engine's whole answer to a call.
struct EngineResponse: Sendable {
    /// The call it answers, for logs.
    let call: String
    let status: Int
    /// The `Api-Version` header: the newest version the engine speaks.
    let apiVersion: String?
    let body: [UInt8]

    /// - Throws: `.incompatible` where the body is not what the API's description says.
    func decoded<Body: Decodable>(as type: Body.Type) throws(EngineError) -> Body {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw EngineError(.incompatible, "\(call): the answer (\(status), \(body.count) bytes) was not understood")
        }
    }

    /// The answer as an error, with the engine's words.
    /// - Parameter secrets: what the call carried and the words must not repeat.
    func refusal(_ kind: EngineError.Kind, hiding secrets: EnvironmentList? = nil) -> EngineError {
        let message = try? JSONDecoder().decode(ErrorBody.self, from: Data(body)).message
        let text = message ?? String(decoding: body, as: UTF8.self)
        let kind = kind == .refused ? .refusal(saying: text) : kind
        return EngineError(kind, "\(call): \(status) \(EngineWords(secrets?.redacted(text) ?? text))")
    }
}

extension EngineError.Kind {
    /// The one place where text decides: a full disk has no status of its own in the engine's API, and an administrator
    /// must be told. The words are the Go library's for the kernel's ENOSPC and EDQUOT.
    static func refusal(saying text: String) -> EngineError.Kind {
        ["no space left on device", "disk quota exceeded"].contains { text.contains($0) } ? .outOfSpace : .refused
    }
}
