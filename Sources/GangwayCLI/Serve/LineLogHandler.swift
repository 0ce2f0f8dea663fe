import Foundation
import Logging
import Synchronization

/// One line per event on standard error: `time level message key=value …`, or a JSON object.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let label: String
    private let format: Settings.LogFormat
    private static let output = Mutex<Void>(())

    init(label: String, level: Logger.Level, format: Settings.LogFormat) {
        self.label = label
        logLevel = level
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let facts = metadata.merging(event.metadata ?? [:]) { $1 }
            .map { (key: $0.key, value: "\($0.value)") }.sorted { $0.key < $1.key }
        let time = Date.now.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
        let line =
            switch format {
            case .text: Self.text(time: time, event: event, facts: facts)
            case .json: Self.json(time: time, event: event, label: label, facts: facts)
            }
        // One write, so that lines of several threads stay whole.
        Self.output.withLock { _ in FileHandle.standardError.write(Data((line + "\n").utf8)) }
    }

    private static func text(time: String, event: LogEvent, facts: [(key: String, value: String)]) -> String {
        let pairs = facts.map { fact in
            let needsQuotes = fact.value.isEmpty || fact.value.contains { " \"=\n\r\t".contains($0) }
            return "\(fact.key)=\(needsQuotes ? quoted(fact.value) : fact.value)"
        }
        return ([time, event.level.rawValue, "\(event.message)"] + pairs).joined(separator: " ")
    }

    private static func json(
        time: String, event: LogEvent, label: String, facts: [(key: String, value: String)]
    ) -> String {
        var fields = [("time", time), ("level", event.level.rawValue), ("label", label)]
        fields.append(("message", "\(event.message)"))
        fields += facts.map { ($0.key, $0.value) }
        return "{" + fields.map { "\(quoted($0.0)):\(quoted($0.1))" }.joined(separator: ",") + "}"
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
