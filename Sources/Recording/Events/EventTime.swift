import Glibc

/// A moment in UTC, to the microsecond.
public struct EventTime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Microseconds since 1970-01-01T00:00:00Z, without leap seconds.
    public let microseconds: Int64

    public init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The system's clock.
    public static var now: EventTime {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return EventTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    public static func < (one: EventTime, other: EventTime) -> Bool { one.microseconds < other.microseconds }

    public func advanced(by duration: Duration) -> EventTime {
        EventTime(microseconds: microseconds + duration.microseconds)
    }
}

extension Duration {
    /// Rounded down.
    var microseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1_000_000 + attoseconds / 1_000_000_000_000
    }
}
