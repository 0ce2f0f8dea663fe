import Foundation
import GatewayTesting

extension TemporaryFolder {
    /// nil where there is no such file.
    func read(_ name: String) -> String? { try? String(contentsOfFile: "\(path)/\(name)", encoding: .utf8) }
}

extension HookListener.Request {
    init(line: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(line.utf8)) }
}
