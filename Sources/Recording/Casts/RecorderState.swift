/// What waits in a recorder, and what became of it.
struct RecorderState {
    /// One event; its text is the next `count` of `bytes`.
    struct Entry {
        enum Content {
            case event(CastCode)
            /// So many bytes of input and output are missing here. Has no text.
            case gap(UInt64)
        }

        var content: Content
        /// Since the recording's begin, in microseconds.
        var time: Int64
        var count: Int

        /// What an entry takes beside its text; counted as buffered, so that many small events are bounded too.
        static let cost = 40
    }

    var bytes: [UInt8] = []
    var entries: [Entry] = []
    /// Bytes that wait, here and at the writer.
    var buffered = 0
    /// Bytes of input and output that were lost and that no entry tells of.
    var lost: UInt64 = 0
    var failure: RecordingFailure?
    var isEnded = false
    /// The writer knows that there is something.
    var isQueued = false
    /// Somebody saw that there is no room.
    var awaitsRoom = false
    var onRoom: (@Sendable () -> Void)?
    var lastTime: Int64 = 0
    /// For a session without a terminal: how many bytes may still be recorded.
    var streamRoom: Int?
    private var hasToldLimit = false
    /// The terminal's size that came while nothing was recorded.
    var missedSize: [UInt8]?

    /// Longer events are split. A line has at most six times as many bytes.
    static let longestText = 64 << 10
    static let limitNote = "the limit of a recording without a terminal is reached"

    /// Takes an event in at `lastTime`, or counts it as lost.
    /// - Returns: whether there is something to write.
    mutating func take(_ kind: CastCode, _ text: UnsafeRawBufferPointer, limit: Int, merging: Int64) -> Bool {
        let isStream = kind == .output || kind == .input
        var text = unsafe text
        var reachesLimit = false
        if isStream, let room = streamRoom {
            guard room > 0 || !hasToldLimit else { return false }
            reachesLimit = text.count > room
            unsafe text = UnsafeRawBufferPointer(rebasing: text.prefix(room))
            streamRoom = room - text.count
        }
        if failure != nil || kind != .exit && buffered + text.count + Entry.cost > limit {
            if isStream { lost += UInt64(text.count) } else if kind == .resize { unsafe missedSize = Array(text) }
            return false
        }
        unsafe append(kind, text, merging: merging)
        if reachesLimit, !hasToldLimit {
            hasToldLimit = true
            var note = Self.limitNote
            note.withUTF8 { unsafe append(.mark, UnsafeRawBufferPointer($0), merging: merging) }
        }
        return true
    }

    /// Puts an event last; output that follows output within `merging` microseconds becomes one event with it.
    private mutating func append(_ kind: CastCode, _ text: UnsafeRawBufferPointer, merging: Int64) {
        let time = lastTime
        addMissed()
        buffered += text.count
        unsafe bytes.append(contentsOf: text)
        if let last = entries.last, case .event(kind) = last.content {
            switch kind {
            case .output, .input:
                if time - last.time < merging, last.count + text.count <= Self.longestText {
                    entries[entries.count - 1].count += text.count
                    return
                }
            // A client can ask for sizes faster than they can be written; the last one counts.
            case .resize:
                bytes.removeSubrange(bytes.count - text.count - last.count..<bytes.count - text.count)
                buffered -= last.count
                entries[entries.count - 1].count = text.count
                return
            case .mark, .exit: break
            }
        }
        entries.append(Entry(content: .event(kind), time: time, count: text.count))
        buffered += Entry.cost
    }

    /// Puts in what tells of a loss, where there was one.
    mutating func addMissed() {
        if lost > 0 {
            entries.append(Entry(content: .gap(lost), time: lastTime, count: 0))
            buffered += Entry.cost
            lost = 0
        }
        if let size = missedSize {
            missedSize = nil
            entries.append(Entry(content: .event(.resize), time: lastTime, count: size.count))
            bytes += size
            buffered += size.count + Entry.cost
        }
    }

    /// Moves what waits here to the writer.
    mutating func takeBatch(spare: inout [UInt8]) -> RecorderBatch {
        if failure != nil || isEnded { addMissed() }
        var batch = RecorderBatch(isRecovery: failure != nil)
        swap(&batch.bytes, &bytes)
        swap(&batch.entries, &entries)
        // Large memory goes round among those who need it.
        if spare.capacity <= 4 * batch.bytes.count { swap(&spare, &bytes) }
        isQueued = false
        return batch
    }

    /// Begins to fail: what waits here and what the writer has left of `batch` is lost.
    /// - Returns: how many bytes wait no more.
    mutating func fail(_ reason: RecordingFailure, dropping batch: RecorderBatch) -> Int {
        failure = reason
        isQueued = true
        var here = RecorderBatch(isRecovery: false)
        swap(&here.bytes, &bytes)
        swap(&here.entries, &entries)
        for batch in [batch, here] {
            lost += batch.streamBytes
            missedSize = batch.lastSize ?? missedSize
        }
        let count = batch.cost + here.cost
        buffered -= count
        return count
    }
}
