/// Recordings of sessions.
public struct RecordingInstruments: Sendable {
    private let live: Gauges<NoLabels>
    private let bytes: Counters<NoLabels>
    private let buffered: Gauges<NoLabels>
    private let stored: Gauges<NoLabels>
    private let lag: Durations<NoLabels>
    private let failures: Counters<StorageFailure>
    private let gaps: Counters<NoLabels>
    private let gapBytes: Counters<NoLabels>
    private let removed: Counters<RemovalReason>

    init(_ registry: PrometheusRegistry) {
        live = registry.gauge("gangway_recordings_live", "Sessions that are being recorded.")
        bytes = registry.counter("gangway_recording_written_bytes_total", "Bytes written to recordings.")
        buffered = registry.gauge("gangway_recording_buffered_bytes", "Bytes that wait to be written to recordings.")
        stored = registry.gauge("gangway_recording_stored_bytes", "Size of all recordings in their folder.")
        lag = registry.durations(
            "gangway_recording_lag_seconds", "How long what was recorded waited until it was in its file.",
            .recordingLag)
        failures = registry.counter("gangway_recording_failures_total", "Recordings that failed, and why.")
        gaps = registry.counter("gangway_recording_gaps_total", "Gaps in recordings.")
        gapBytes = registry.counter("gangway_recording_gap_bytes_total", "Bytes that recordings lack.")
        removed = registry.counter("gangway_recordings_removed_total", "Recordings removed by retention, and why.")
    }

    public func lives(_ count: Int) { live.only?.set(count) }

    /// A batch is in its file.
    /// - Parameter lag: since its oldest byte was handed in.
    public func wrote(bytes count: Int, lag duration: Duration) {
        bytes.only?.increment(by: count)
        lag.only?.record(duration)
    }

    public func buffers(bytes count: Int) { buffered.only?.set(count) }
    public func stores(bytes count: Int64) { stored.only?.set(count) }
    public func failed(_ cause: StorageFailure) { failures[cause]?.increment() }

    public func gap(bytes count: Int) {
        gaps.only?.increment()
        gapBytes.only?.increment(by: max(0, count))
    }

    public func removed(_ reason: RemovalReason) { removed[reason]?.increment() }
}

/// Why a file could not be written.
public enum StorageFailure: UInt8, MetricLabel {
    case noSpace
    /// The folder is not there, or not ours.
    case noFolder
    /// What is to be written came faster than it could be.
    case lag
    case other

    public static let labelName = "cause"
}

public enum RemovalReason: UInt8, MetricLabel {
    case age, size

    public static let labelName = "reason"
}
