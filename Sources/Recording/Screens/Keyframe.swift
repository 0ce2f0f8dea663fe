/// The terminal as it was at one moment of a recording: one line of its index, a JSON object of `time`, `offset`,
/// `columns`, `rows`, `text` and `screen`.
public struct Keyframe: Sendable, Hashable {
    /// Seconds since the recording's begin: the last event that this screen shows.
    public var time: Double
    /// Where in the recording's plain bytes to go on: the begin of the first line that this screen does not show.
    public var offset: Int
    public var columns: Int
    public var rows: Int
    /// How long the file of recorded text was, so that both go on together after a crash.
    public var textBytes: Int
    /// Paints the screen on a fresh terminal of this size.
    public var screen: String

    /// The screen itself.
    public func restored() -> Screen {
        var screen = Screen(columns: columns, rows: rows)
        screen.feed(Array(self.screen.utf8))
        return screen
    }
}

extension Keyframe {
    /// - Parameter line: of an index, with or without its newline.
    init?(_ line: ArraySlice<UInt8>) {
        guard let fields = KeyframeFields(line, wantsScreen: true), let screen = fields.screen else { return nil }
        self.init(
            time: fields.time, offset: fields.offset, columns: fields.columns, rows: fields.rows,
            textBytes: fields.textBytes, screen: String(decoding: screen, as: UTF8.self))
    }

    /// The line, with its newline.
    var line: [UInt8] {
        var line = Array("{\"time\":".utf8)
        CastJSON.appendSeconds(time, to: &line)
        line.append(contentsOf: ",\"offset\":\(offset),\"columns\":\(columns),\"rows\":\(rows)".utf8)
        line.append(contentsOf: ",\"text\":\(textBytes),\"screen\":".utf8)
        CastJSON.appendString(Array(screen.utf8), to: &line)
        line.append(contentsOf: "}\n".utf8)
        return line
    }
}
