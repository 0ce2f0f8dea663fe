import Model

/// A recording as retention sees it.
struct KeptRecording: Hashable, Sendable {
    var id: SessionID
    /// When its session began, microseconds of UTC since 1970.
    var started: Int64
    /// Of all its files.
    var bytes: UInt64
    var isLive: Bool

    /// Which recordings go, the oldest first: those that began longer than the limit ago, then as many as it takes for
    /// all to be no larger than the limit. Live ones count and stay.
    static func removals(
        from all: [KeptRecording], now: Int64, maxAge: Duration?, maxTotalBytes: UInt64?
    ) -> [(recording: KeptRecording, reason: RecordingEvent.RemovalReason)] {
        var total = all.reduce(0) { $0 + $1.bytes }
        var removals: [(KeptRecording, RecordingEvent.RemovalReason)] = []
        for recording in all.sorted(by: { $0.started < $1.started }) where !recording.isLive {
            if let maxAge, now - recording.started > maxAge.microseconds {
                removals.append((recording, .age))
            } else if let maxTotalBytes, total > maxTotalBytes {
                removals.append((recording, .size))
            } else {
                continue
            }
            total -= recording.bytes
        }
        return removals
    }
}
