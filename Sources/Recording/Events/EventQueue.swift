import CLinux
import Glibc
import Synchronization

/// What waits for the log's writer: bounded, filled by any thread, emptied by one.
///
/// An event that finds no room is counted; once there is room again, or nothing waits any more, a `log.gap` takes the
/// lost ones' place in the order.
final class EventQueue: Sendable {
    fileprivate struct State {
        var events: [EncodedEvent] = []
        /// Of `events` and of what the writer has taken and not written yet.
        var bytes = 0
        /// As many events.
        var count = 0
        var gap: Gap?
        var isWriterAsleep = false
        var isClosed = false
        /// When the writer gives up after `isClosed`.
        var deadline: ContinuousClock.Instant?
        var failure: String?
        var statistics = EventLogStatistics()
    }

    fileprivate struct Gap {
        var lost: UInt64
        var from: EventTime
        var to: EventTime
        var cause: String

        func encoded() -> EncodedEvent {
            EncodedEvent(SessionEvent(time: to, kind: .logGap(lost: lost, from: from, to: to, cause: cause)))
        }
    }

    private let state = Mutex(State())
    private let limit: Int
    /// Changed under `state`'s lock, so that it fits it.
    private let condition: LogCondition
    private let wakeup: Int32

    /// - Parameter limit: in bytes.
    init(limit: Int, condition: LogCondition) throws(EventLogError) {
        self.limit = limit
        self.condition = condition
        wakeup = gangway_eventfd()
        guard wakeup >= 0 else { throw EventLogError("eventfd") }
    }

    deinit {
        Glibc.close(wakeup)
    }

    // MARK: From any thread

    func append(_ event: SessionEvent) {
        let encoded = EncodedEvent(event)
        let mustWake = state.withLock { state in
            if !state.isClosed, state.bytes + encoded.cost <= limit {
                state.endGap()
                state.append(encoded)
            } else {
                let cause = state.lose(event)
                if !state.isClosed { setFailing(cause, &state) }
            }
            defer { state.isWriterAsleep = false }
            return state.isWriterAsleep
        }
        if mustWake { wake() }
    }

    var statistics: EventLogStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.queuedBytes = state.bytes
            return statistics
        }
    }

    /// How many events wait.
    var waiting: Int { state.withLock { $0.count } }

    /// Later events are lost. The writer tries until `deadline`.
    func close(deadline: ContinuousClock.Instant) {
        state.withLock { state in
            state.isClosed = true
            state.deadline = min(state.deadline ?? deadline, deadline)
        }
        wake()
    }

    private func wake() {
        var one: UInt64 = 1
        // EAGAIN would mean that the counter is full: the writer is being woken anyway.
        _ = unsafe Glibc.write(wakeup, &one, 8)
    }

    // MARK: The writer's

    /// nil: not closed.
    var closingDeadline: ContinuousClock.Instant? { state.withLock { $0.deadline } }

    /// Adds a note of the writer's own, room or not.
    func appendNote(_ event: SessionEvent) {
        let encoded = EncodedEvent(event)
        state.withLock { state in
            state.endGap()
            state.append(encoded)
        }
    }

    /// What waits, in order; the bytes count as waiting until `finish`.
    func take() -> [EncodedEvent] {
        state.withLock { state in
            if state.events.isEmpty, state.bytes == 0 { state.endGap() }
            let events = state.events
            state.events = []
            return events
        }
    }

    /// Events of the writer's own, which `finish` counts with the others.
    func count(_ notes: [EncodedEvent]) {
        state.withLock { state in
            state.count += notes.count
            state.bytes += notes.reduce(0) { $0 + $1.cost }
        }
    }

    /// Taken events are written.
    func finish(count: Int, cost: Int) {
        state.withLock { state in
            state.bytes -= cost
            state.count -= count
            state.statistics.written += UInt64(count)
        }
    }

    /// The files cannot be written.
    func fail(_ cause: String) {
        state.withLock { state in
            state.failure = cause
            setFailing(cause, &state)
        }
    }

    /// The files can be written. The log as a whole works once nothing is lost any more.
    func succeed() {
        state.withLock { state in
            state.failure = nil
            if state.gap == nil { _ = condition.set(.working) }
        }
    }

    private func setFailing(_ cause: String, _ state: inout State) {
        if condition.set(.failing(cause: cause)) { state.statistics.failures += 1 }
    }

    func countSyslogLoss() {
        state.withLock { $0.statistics.syslogLost += 1 }
    }

    /// Sleeps until something waits or the queue is closed, or until `deadline`.
    func wait(until deadline: ContinuousClock.Instant?) {
        let mustSleep = state.withLock { state in
            state.isWriterAsleep = state.events.isEmpty && state.gap == nil && !state.isClosed
            return state.isWriterAsleep
        }
        guard mustSleep else { return }
        sleep(until: deadline)
        state.withLock { $0.isWriterAsleep = false }
    }

    /// Sleeps until `deadline`, whatever waits; a closing queue wakes it.
    func pause(until deadline: ContinuousClock.Instant) {
        guard closingDeadline == nil else { return sleep(until: min(deadline, .now + .milliseconds(20))) }
        sleep(until: deadline)
    }

    private func sleep(until deadline: ContinuousClock.Instant?) {
        let timeout = deadline.map { deadline in
            Int32(clamping: max(0, ContinuousClock.now.duration(to: deadline).microseconds + 999) / 1000)
        }
        var poll = pollfd(fd: wakeup, events: Int16(POLLIN), revents: 0)
        guard unsafe Glibc.poll(&poll, 1, timeout ?? -1) > 0 else { return }
        var counter: UInt64 = 0
        _ = unsafe read(wakeup, &counter, 8)
    }
}

extension EventQueue.State {
    fileprivate mutating func append(_ event: EncodedEvent) {
        events.append(event)
        bytes += event.cost
        count += 1
    }

    /// - Returns: why.
    fileprivate mutating func lose(_ event: SessionEvent) -> String {
        statistics.lost += 1
        let cause = failure ?? "more events than could be written"
        guard !isClosed else { return cause }
        var lost = gap ?? EventQueue.Gap(lost: 0, from: event.time, to: event.time, cause: cause)
        lost.lost += 1
        lost.from = min(lost.from, event.time)
        lost.to = max(lost.to, event.time)
        gap = lost
        return cause
    }

    fileprivate mutating func endGap() {
        guard let ended = gap else { return }
        gap = nil
        append(ended.encoded())
    }
}
