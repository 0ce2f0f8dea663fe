import Foundation
import Logging

/// An event of the log.
struct LogLine: Sendable {
    let time = Date.now
    let level: Logger.Level
    let label: String
    let message: String
    let metadata: Logger.Metadata

    /// With its line break.
    func text(_ format: Settings.LogFormat) -> String {
        let time = time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let facts = metadata.map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
        switch format {
        case .text:
            let pairs = facts.map { fact in
                let needsQuotes = fact.value.isEmpty || fact.value.contains { " \"=\n\r\t".contains($0) }
                return "\(fact.key)=\(needsQuotes ? Self.quoted(fact.value) : fact.value)"
            }
            return ([time, level.rawValue, message] + pairs).joined(separator: " ") + "\n"
        case .json:
            let fields = [("time", time), ("level", level.rawValue), ("label", label), ("message", message)]
            let members = (fields + facts).map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
            return "{" + members.joined(separator: ",") + "}\n"
        }
    }

    /// A JSON string (RFC 8259 §7).
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32 || scalar.value == 127:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
