import CLinux
import Glibc

/// The one thread that writes a session log: takes what waits, writes, syncs, and tries again what failed.
struct LogThread: ~Copyable {
    private let queue: EventQueue
    private let configuration: EventLogConfiguration
    private let clock: @Sendable () -> EventTime
    private var writer: LogWriter
    private var syslog: SyslogSocket?
    /// Taken from the queue, and not in a batch yet.
    private var taken: [EncodedEvent] = []
    /// Of the batch that is being written.
    private var batchCount = 0
    private var batchCost = 0
    private var syncDue: ContinuousClock.Instant?
    /// The files could not be written at the last try.
    private var isFailing = false

    init(
        queue: EventQueue, configuration: EventLogConfiguration, writer: consuming LogWriter,
        clock: @escaping @Sendable () -> EventTime
    ) {
        self.queue = queue
        self.configuration = configuration
        self.clock = clock
        self.writer = writer
        syslog = configuration.syslog.map { SyslogSocket($0) }
    }

    /// Until the queue is closed and written, or its time is over.
    mutating func run() {
        while true {
            do throws(EventLogError) {
                try step()
            } catch {
                fail(error)
                if isOutOfTime { return }
                queue.pause(until: .now + configuration.retryInterval)
                continue
            }
            succeed()
            guard taken.isEmpty, !writer.isBehind else { continue }
            if queue.closingDeadline != nil {
                taken = queue.take()
                let mustSync = writer.needsSync && configuration.syncInterval != nil
                guard taken.isEmpty, !mustSync else { continue }
                return
            }
            queue.wait(until: syncDue)
            if queue.closingDeadline == nil { queue.pause(until: .now + configuration.gathering) }
        }
    }

    /// Writes one batch, or syncs.
    private mutating func step() throws(EventLogError) {
        try writer.open()
        if !writer.isBehind { prepare() }
        if writer.isBehind {
            try writer.write()
            queue.finish(count: batchCount, cost: batchCost)
            batchCount = 0
            batchCost = 0
        }
        let isClosing = queue.closingDeadline != nil && taken.isEmpty
        guard writer.needsSync, let interval = configuration.syncInterval else { return }
        let due = syncDue ?? .now + interval
        syncDue = due
        if isClosing || due <= .now {
            try writer.sync()
            syncDue = nil
        }
    }

    private mutating func prepare() {
        let notes = writer.takeNotes().map { EncodedEvent($0) }
        if taken.isEmpty { taken = queue.take() }
        queue.count(notes)
        taken.insert(contentsOf: notes, at: 0)
        var lines: [(ArraySlice<UInt8>, EventTime)] = []
        let isForwarding = syslog != nil
        batchCount = writer.prepare(taken[...]) { line, time in if isForwarding { lines.append((line, time)) } }
        batchCost = taken.prefix(batchCount).reduce(0) { $0 + $1.cost }
        taken.removeFirst(batchCount)
        for (line, time) in lines { forward(line, .informational, time) }
    }

    private mutating func forward(_ line: ArraySlice<UInt8>, _ severity: SyslogSocket.Severity, _ time: EventTime) {
        guard let isSent = syslog?.send(line, severity, at: time), !isSent else { return }
        queue.countSyslogLoss()
    }

    private mutating func fail(_ error: EventLogError) {
        guard !isFailing else { return }
        isFailing = true
        let cause = "\(error)"
        queue.fail(cause)
        queue.appendNote(SessionEvent(time: clock(), kind: .logFailing(cause: cause)))
        forward(Array("the session log cannot be written: \(cause)".utf8)[...], .error, clock())
    }

    private mutating func succeed() {
        isFailing = false
        queue.succeed()
    }

    private var isOutOfTime: Bool {
        guard let deadline = queue.closingDeadline else { return false }
        return deadline <= .now
    }

    /// Starts it on a thread of its own, which ends with `run`.
    ///
    /// - Parameter onEnd: called on that thread.
    static func start(_ thread: consuming LogThread, onEnd: @escaping @Sendable () -> Void) throws(EventLogError) {
        let box = LogThreadBox(thread, onEnd)
        let retained = unsafe Unmanaged.passRetained(box)
        var number = pthread_t()
        let code = unsafe pthread_create(
            &number, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<LogThreadBox>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, unsafe retained.toOpaque())
        guard code == 0 else {
            unsafe retained.release()
            throw .failed(path: "pthread_create", cause: "error \(code)")
        }
        unsafe gangway_name_thread(number, "session-log")
        pthread_detach(number)
    }
}

/// Carries the thread's state to it.
private final class LogThreadBox {
    private var thread: LogThread?
    private let onEnd: @Sendable () -> Void

    init(_ thread: consuming LogThread, _ onEnd: @escaping @Sendable () -> Void) {
        self.thread = consume thread
        self.onEnd = onEnd
    }

    func run() {
        // Its files are closed, and their lock is free, before anybody is told of the end.
        if var thread = thread.take() { thread.run() }
        onEnd()
    }
}
