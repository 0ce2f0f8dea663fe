import Foundation

/// How long something takes, as people write and read it.
enum TimeSpan {
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
