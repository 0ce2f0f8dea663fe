/// The log of session events.
public struct EventLogInstruments: Sendable {
    private let written: Counters<NoLabels>
    private let lost: Counters<NoLabels>
    private let failures: Counters<StorageFailure>
    private let failing: Gauges<NoLabels>
    private let queued: Gauges<NoLabels>

    init(_ registry: PrometheusRegistry) {
        written = registry.counter("gangway_event_log_written_total", "Session events in the log.")
        lost = registry.counter("gangway_event_log_lost_total", "Session events that the log lacks.")
        failures = registry.counter("gangway_event_log_failures_total", "Batches that could not be written, and why.")
        failing = registry.gauge("gangway_event_log_failing", "1 while the log of session events cannot be written.")
        queued = registry.gauge("gangway_event_log_queued_bytes", "Session events that wait to be written, in bytes.")
    }

    public func wrote(_ count: Int) { written.only?.increment(by: count) }
    public func lost(_ count: Int) { lost.only?.increment(by: count) }
    public func failed(_ cause: StorageFailure) { failures[cause]?.increment() }
    public func isFailing(_ value: Bool) { failing.only?.set(value ? 1 : 0) }
    public func queues(bytes count: Int) { queued.only?.set(count) }
}
