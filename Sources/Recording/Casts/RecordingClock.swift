import Glibc

/// Time for recordings, in microseconds.
enum RecordingClock {
    /// Never goes back; since the machine's start.
    static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

    /// UTC since 1970.
    static func wall() -> Int64 { read(CLOCK_REALTIME) }

    private static func read(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        unsafe clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
    }

    /// When a day such as `2026-11-21` begins, microseconds of UTC since 1970.
    static func begin(ofDay day: String) -> Int64? {
        let parts = day.split(separator: "-").compactMap { Int32($0) }
        guard parts.count == 3 else { return nil }
        var time = unsafe tm()
        unsafe (time.tm_year, time.tm_mon, time.tm_mday) = (parts[0] - 1900, parts[1] - 1, parts[2])
        return Int64(unsafe timegm(&time)) * 1_000_000
    }

    /// The day that holds `time` (microseconds of UTC since 1970), as `2026-11-21`.
    static func day(of time: Int64) -> String {
        var seconds = time_t(time / 1_000_000)
        var parts = unsafe tm()
        unsafe gmtime_r(&seconds, &parts)
        func padded(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return unsafe "\(parts.tm_year + 1900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
    }
}
