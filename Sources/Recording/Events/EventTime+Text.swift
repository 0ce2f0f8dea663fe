extension EventTime {
    /// RFC 3339 in UTC with microseconds: `2026-11-21T19:05:01.123456Z`. Always 27 bytes, so that texts of times compare
    /// as times do.
    public var description: String { String(decoding: text, as: UTF8.self) }

    var text: [UInt8] {
        let parts = CivilTime(self)
        var text: [UInt8] = []
        text.reserveCapacity(27)
        text.appendDigits(parts.year, 4)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(parts.month, 2)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(parts.day, 2)
        text.append(UInt8(ascii: "T"))
        text.appendDigits(parts.hour, 2)
        text.append(UInt8(ascii: ":"))
        text.appendDigits(parts.minute, 2)
        text.append(UInt8(ascii: ":"))
        text.appendDigits(parts.second, 2)
        text.append(UInt8(ascii: "."))
        text.appendDigits(parts.microsecond, 6)
        text.append(UInt8(ascii: "Z"))
        return text
    }

    /// `2026-11-21`, in UTC.
    public var day: String { String(description.prefix(10)) }

    /// What `description` writes.
    ///
    /// - Returns: nil for any other text.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 27 else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var number = 0
            for byte in bytes[range] {
                guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
                number = number * 10 + Int(byte - UInt8(ascii: "0"))
            }
            return number
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let microsecond = number(20..<26)
        else { return nil }
        let parts = CivilTime(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second, microsecond: microsecond)
        self.init(microseconds: parts.microseconds)
        // One spelling each; it also refuses a 31st of April.
        guard self.text == bytes else { return nil }
    }
}

extension [UInt8] {
    /// `number`, at least 0, with leading zeros; its last `width` digits.
    mutating func appendDigits(_ number: Int, _ width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        for _ in 0..<width {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
