import Foundation
import Recording

/// A time as people write it on a command line.
enum Moment {
    static let rule =
        "a time such as 10m, 2h, 3d (ago), 19:05, 2026-11-21, \"2026-11-21 19:05\" or 2026-11-21T19:05:01Z"

    /// - Parameters:
    ///   - now: what ages count from; a time of day is today's.
    ///   - zone: of times without one.
    /// - Returns: nil for any other text.
    static func parse(_ text: String, now: Date = .now, zone: TimeZone = .current) -> EventTime? {
        if let age = age(text) { return EventTime(now.addingTimeInterval(-age)) }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = text.hasSuffix("Z") ? .gmt : zone
        let plain = text.hasSuffix("Z") ? text.dropLast() : text[...]
        let parts = plain.split(whereSeparator: { $0 == "T" || $0 == " " })
        guard (1...2).contains(parts.count) else { return nil }
        var components = calendar.dateComponents([.year, .month, .day], from: now)
        var clock = parts.last ?? ""
        if let day = numbers(parts[0], "-", widths: [4, 2, 2]) {
            (components.year, components.month, components.day) = (day[0], day[1], day[2])
            if parts.count == 1 { clock = "00:00" }
        } else if parts.count == 2 {
            return nil
        }
        guard let time = numbers(clock, ":", widths: [2, 2, 2]) ?? numbers(clock, ":", widths: [2, 2]) else {
            return nil
        }
        (components.hour, components.minute) = (time[0], time[1])
        components.second = time.count > 2 ? time[2] : 0
        guard let date = calendar.date(from: components),
            // A calendar would take a 31st of April for the 1st of May.
            calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date) == components
        else { return nil }
        return EventTime(date)
    }

    private static func age(_ text: String) -> TimeInterval? {
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last], text.count < 10, let count = UInt32(text.dropLast()) else {
            return nil
        }
        return Double(count) * unit
    }

    private static func numbers(_ text: Substring, _ separator: Character, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == widths, parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }) else {
            return nil
        }
        return parts.compactMap { Int($0) }
    }
}

extension EventTime {
    init(_ date: Date) { self.init(microseconds: Int64((date.timeIntervalSince1970 * 1e6).rounded())) }
}
