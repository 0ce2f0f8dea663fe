import Containers
import FoundationEssentials

/// One call of the engine's control plane.
struct EngineRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case delete = "DELETE"
    }

    let method: Method
    let path: EnginePath
    /// JSON; nil: none.
    var body: [UInt8]?
    /// For the whole call, answer included.
    var limit: Duration = .seconds(30)
    /// In bytes, of an answer that is not a stream.
    var largestAnswer = 1 << 20
    /// The engine may well say nothing until it is done, however long that takes.
    var isSilent = false

    init(_ method: Method, _ path: EnginePath) {
        self.method = method
        self.path = path
    }

    init(_ method: Method, _ path: EnginePath, body: some Encodable) throws(EngineError) {
        self.init(method, path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            self.body = try [UInt8](encoder.encode(body))
        } catch {
            // The error may quote the value, which may be a secret.
            throw EngineError(.refused, "\(method.rawValue) \(path): a value cannot be written as JSON")
        }
    }

    /// For logs. Paths hold names, never values of the environment.
    var call: String { "\(method.rawValue) \(path)" }
}
