import Foundation

/// How long something takes, as people write and read it.
enum TimeSpan {
    static let rule = "a time such as 90m, 8h or 2d"

    /// - Parameter text: a whole number from 1 on, and m, h or d.
    /// - Returns: seconds; nil for any other text.
    static func parse(_ text: String) -> Int? {
        let units: [Character: Int] = ["m": 60, "h": 3600, "d": 86_400]
        guard let last = text.last, let unit = units[last], text.utf8.count < 10,
            text.dropLast().allSatisfy({ ("0"..."9").contains($0) }), let count = Int(text.dropLast()), count > 0
        else { return nil }
        return count * unit
    }

    /// Rounded up: nothing happens sooner than it says.
    static func text(until end: Date, from now: Date) -> String {
        let seconds = max(0, end.timeIntervalSince(now))
        return seconds <= 60 ? text(seconds.rounded(.up)) : text((seconds / 60).rounded(.up) * 60)
    }

    static func text(since begin: Date, until now: Date) -> String { text(max(0, now.timeIntervalSince(begin))) }

    /// `40 s`, `12 min`, `5 h`, `3 d`: two digits where they say enough.
    private static func text(_ seconds: Double) -> String {
        let seconds = Int(min(seconds, 1e15))
        return switch seconds {
        case ..<60: "\(seconds) s"
        case ..<7200: "\(seconds / 60) min"
        case ..<172_800: "\(seconds / 3600) h"
        default: "\(seconds / 86_400) d"
        }
    }
}
