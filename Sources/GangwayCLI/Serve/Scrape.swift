import Monitoring
import Recording
import Synchronization

/// Gives what is measured to whoever asks. What the session log and the recordings count by themselves is taken over then.
final class Scrape: Sendable {
    private let instruments: Instruments
    private let events: EventLog?
    private let recordings: RecordingStore?
    /// As they were the last time.
    private let last = Mutex<(events: EventLogStatistics?, recordings: RecordingStatus?)>((nil, nil))

    init(_ instruments: Instruments, events: EventLog?, recordings: RecordingStore?) {
        self.instruments = instruments
        self.events = events
        self.recordings = recordings
    }

    /// Prometheus' text format 0.0.4.
    @concurrent func text() async -> String {
        last.withLock { last in
            if let events { count(events.statistics, since: &last.events) }
            if let recordings { count(recordings.status, since: &last.recordings) }
        }
        instruments.eventLog.isFailing(events?.isFailing ?? false)
        return String(decoding: instruments.registry.rendered(), as: UTF8.self)
    }

    private func count(_ now: EventLogStatistics, since last: inout EventLogStatistics?) {
        instruments.eventLog.wrote(Int(now.written - (last?.written ?? 0)))
        instruments.eventLog.lost(Int(now.lost - (last?.lost ?? 0)))
        instruments.eventLog.queues(bytes: now.queuedBytes)
        for _ in 0..<min(1000, now.failures - (last?.failures ?? 0)) { instruments.eventLog.failed(.other) }
        last = now
    }

    private func count(_ now: RecordingStatus, since last: inout RecordingStatus?) {
        instruments.recording.lives(now.live)
        instruments.recording.buffers(bytes: now.bufferedBytes)
        instruments.recording.wrote(bytes: Int(now.writtenBytes - (last?.writtenBytes ?? 0)), lag: now.lag)
        last = now
    }
}
