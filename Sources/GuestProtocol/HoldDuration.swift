/// How long a hold lasts, as people write it: days, hours and minutes in this order, such as `90m`, `8h`, `2d`, `1h30m`.
public struct HoldDuration: Equatable, Sendable, CustomStringConvertible {
    public let seconds: Int64

    /// A year; a gateway's limit is less than that, most likely.
    public static let limit: Int64 = 365 * day

    private static let minute: Int64 = 60
    private static let hour = 60 * minute
    private static let day = 24 * hour
    private static let units: [(name: Character, seconds: Int64)] = [("d", day), ("h", hour), ("m", minute)]

    public init(seconds: Int64) {
        self.seconds = seconds
    }

    /// - Returns: nil for anything else, for nothing at all, and for more than `limit`.
    public init?(_ text: String) {
        var units = Self.units[...]
        var digits = ""
        var sum: Int64 = 0
        for character in text {
            if "0"..."9" ~= character, digits.count < 6 {
                digits.append(character)
            } else {
                guard
                    let number = Int64(digits), let unit = units.firstIndex(where: { $0.name == character })
                else { return nil }
                sum += number * units[unit].seconds
                units = units[(unit + 1)...]
                digits = ""
            }
        }
        guard digits.isEmpty, 1...Self.limit ~= sum else { return nil }
        seconds = sum
    }

    /// In whole minutes, the last one begun: `1d 2h` is said as `1d2h`.
    public var description: String {
        var rest = (seconds + Self.minute - 1) / Self.minute * Self.minute
        var text = ""
        for unit in Self.units where rest >= unit.seconds {
            text += "\(rest / unit.seconds)\(unit.name)"
            rest %= unit.seconds
        }
        return text.isEmpty ? "0m" : text
    }
}
