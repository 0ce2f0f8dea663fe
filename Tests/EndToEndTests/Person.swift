import Foundation
import GatewayTesting

/// A person at a real terminal: drives a program on a pseudo-terminal.
enum Person {
    enum Step {
        case expect(String)
        case send(String)
        case resize(rows: Int, columns: Int)

        fileprivate var json: [Any] {
            switch self {
            case .expect(let text): ["expect", text]
            case .send(let text): ["send", text]
            case .resize(let rows, let columns): ["resize", rows, columns]
            }
        }
    }

    /// - Returns: everything that was shown; code 99 where something expected did not come.
    static func play(
        _ steps: [Step], rows: Int = 24, columns: Int = 80, at program: [String], environment: [String: String] = [:]
    ) async throws -> CommandResult {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Python/terminal.py").path
        let json = try JSONSerialization.data(withJSONObject: steps.map(\.json))
        return try await Command.run(
            ["python3", script, "\(rows)", "\(columns)", String(decoding: json, as: UTF8.self), "--"] + program,
            environment: environment)
    }
}
