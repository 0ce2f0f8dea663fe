import Containers
import EventLoop

/// For calls on a connection of their own (`LoopSocket`).
extension EngineRequest {
    /// The request as it is sent.
    /// - Parameters:
    ///   - http: the HTTP version, `1.0` or `1.1`.
    ///   - fields: further header fields, whole.
    func wire(_ version: APIVersion, http: String, fields: [String] = []) -> [UInt8] {
        let body = self.body ?? []
        let standard = ["Host: docker", "Content-Type: application/json", "Content-Length: \(body.count)"]
        let lines = ["\(method.rawValue) /v\(version)\(path) HTTP/\(http)"] + fields + standard + ["", ""]
        return [UInt8](lines.joined(separator: "\r\n").utf8) + body
    }

    /// What went wrong on the connection, as the engine's error.
    func failure(_ error: any Error, at endpoint: DockerEndpoint) -> EngineError {
        switch error {
        case let error as EngineError: error
        case is HTTPResponseHead.Malformed: EngineError(.incompatible, "\(call): the answer was not understood")
        case is TimedOut: EngineError(.unreachable, "\(call): no answer from \(endpoint): none within \(limit)")
        default: EngineError(.unreachable, "\(call): no answer from \(endpoint): \(error)")
        }
    }
}
