/// An event as people read it, on one line: the time, who and which, and what happened in words.
///
/// `2026-11-21 19:05:01.123  alice  c12-7.2  opened a shell in user-alice by guest after 8 ms`
public struct EventLine: Sendable, Hashable {
    public let record: EventRecord

    public init(_ record: EventRecord) {
        self.record = record
    }

    private static let userWidth = 10
    private static let idWidth = 9

    /// Never has control characters or line breaks of the event's texts in it.
    ///
    /// - Parameters:
    ///   - isColoured: with ANSI's colours.
    ///   - offset: of the reader's time zone, in seconds east of UTC.
    public func text(isColoured: Bool, offset: Int = 0) -> String {
        let time = record.time.advanced(by: .seconds(offset)).description.prefix(23)
        let (words, tone) = EventWords(record).spoken
        var line = paint(String(time).replacing("T", with: " "), .quiet, isColoured)
        line += "  " + paint(padded(shown(record.user ?? "-"), Self.userWidth), .user, isColoured)
        let id = record.session ?? record.connection ?? "-"
        line += "  " + paint(padded(shown(id), Self.idWidth), .quiet, isColoured)
        line += "  " + paint(words, tone, isColoured)
        return line
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }

    private func paint(_ text: String, _ tone: EventTone, _ isColoured: Bool) -> String {
        guard isColoured, let code = tone.code else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }
}

/// A text from anybody, for a line on a terminal: what could command it stands as `\u{1b}`.
func shown(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars {
        if scalar.isUnsafeOnTerminals {
            shown += "\\u{\(String(scalar.value, radix: 16))}"
        } else {
            shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}
