import Foundation
import Model

/// An asciicast's first line. What asciicast does not know stands in "gangway".
enum HeaderLine {
    /// Longer commands are cut, so that a header is read at once.
    static let longestCommand = 16 << 10
    static let defaultSize = TerminalSize(columns: 80, rows: 24)

    private struct Line: Codable {
        struct Gangway: Codable {
            var id: String
            var user: String
            var command: String?
            var subsystem: String?
            var pty: Bool
            /// Microseconds of UTC since 1970.
            var started: Int64
        }

        var version = 2
        var width: Int
        var height: Int
        /// Seconds of UTC since 1970.
        var timestamp: Int64
        var title: String
        var env: [String: String]
        var gangway: Gangway
    }

    /// With the line's end.
    static func bytes(of header: RecordingHeader) -> [UInt8] {
        let size = Self.size(of: header.terminal)
        let command = header.command.map { String(decoding: $0.utf8.prefix(longestCommand), as: UTF8.self) }
        let line = Line(
            width: Int(size.columns), height: Int(size.rows), timestamp: header.started / 1_000_000,
            title: "\(header.user) \(header.id)", env: header.terminal.map { ["TERM": $0.type] } ?? [:],
            gangway: Line.Gangway(
                id: header.id.description, user: header.user, command: command, subsystem: header.subsystem,
                pty: header.terminal != nil, started: header.started))
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Nothing in a line is a number that JSON cannot hold.
        let bytes = (try? encoder.encode(line)).map { [UInt8]($0) } ?? []
        return bytes + [0x0A]
    }

    /// - Returns: nil for a line that no gateway wrote.
    static func header(_ bytes: some Sequence<UInt8>) -> RecordingHeader? {
        guard let line = try? JSONDecoder().decode(Line.self, from: Data(bytes)), line.version == 2,
            let id = SessionID(line.gangway.id)
        else { return nil }
        let terminal =
            line.gangway.pty
            ? Terminal(type: line.env["TERM"] ?? "", size: TerminalSize(columns: line.width, rows: line.height)) : nil
        return RecordingHeader(
            id: id, user: line.gangway.user, command: line.gangway.command, subsystem: line.gangway.subsystem,
            terminal: terminal, started: line.gangway.started)
    }

    /// A size that a client does not know is a usual one.
    static func size(of terminal: Terminal?) -> TerminalSize {
        guard let size = terminal?.size, size.columns > 0, size.rows > 0 else { return defaultSize }
        return size
    }
}
