/// One event of an asciicast v2 file: a line `[seconds, "code", "text"]` after the header.
///
/// The format: https://docs.asciinema.org/manual/asciicast/v2/
public struct CastLine: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// "o": what the program wrote.
        case output
        /// "i": what the user typed.
        case input
        /// "r": the terminal's new size, as text such as `80x24`.
        case resize
        /// "m": a label for this moment.
        case marker
        /// A code of a later version; readers pass over it.
        case other
    }

    /// Seconds since the recording's begin.
    public var time: Double
    public var kind: Kind
    /// UTF-8, JSON's escapes undone.
    public var text: [UInt8]

    public init(time: Double, kind: Kind, text: [UInt8]) {
        self.time = time
        self.kind = kind
        self.text = text
    }

    /// - Parameter line: with or without its newline.
    /// - Returns: nil for anything but an event: the header, a torn or a damaged line.
    public init?(_ line: ArraySlice<UInt8>) {
        var json = CastJSON(line)
        guard json.take(UInt8(ascii: "[")), let time = json.number(), time >= 0,
            json.take(UInt8(ascii: ",")), let code = json.string(),
            json.take(UInt8(ascii: ",")), let text = json.string(),
            json.take(UInt8(ascii: "]")), json.isAtEnd()
        else { return nil }
        self.init(time: time, kind: Kind(code: code), text: text)
    }

    /// - Parameter line: with or without its newline.
    public init?(_ line: [UInt8]) {
        self.init(line[...])
    }

    /// The size that a resize names, nil for other events and other texts.
    public var size: (columns: Int, rows: Int)? {
        guard kind == .resize else { return nil }
        let parts = text.split(separator: UInt8(ascii: "x"), omittingEmptySubsequences: false)
        guard parts.count == 2, let columns = Self.number(parts[0]), let rows = Self.number(parts[1]) else {
            return nil
        }
        return (columns, rows)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.count < 7 else { return nil }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value
    }
}

extension CastLine.Kind {
    fileprivate init(code: [UInt8]) {
        switch code {
        case [UInt8(ascii: "o")]: self = .output
        case [UInt8(ascii: "i")]: self = .input
        case [UInt8(ascii: "r")]: self = .resize
        case [UInt8(ascii: "m")]: self = .marker
        default: self = .other
        }
    }
}
