import Glibc

/// The files of a session log, in the hands of the writer's thread.
///
/// A batch, once its lines have their numbers and hashes, is never made anew: where it cannot be written, what came of it
/// is cut off again and the same bytes are tried later. So a reader sees each line once.
struct LogWriter: ~Copyable {
    private let folder: LogFolder
    private let clock: @Sendable () -> EventTime
    private var head: LogDescriptor?
    private var file: LogDescriptor?
    /// The file's day. Lines of an earlier one, come late, go to this one: the order of files is that of lines.
    private var day = ""
    /// The last line that has its number; nil until the files were looked at.
    private var chain: LogHead?
    private var batch: [UInt8] = []
    /// The batch's part in the file may have been written, and must be cut off there first.
    private var rollback: Int?
    private var isHeadStale = false
    private var isUnsynced = false
    /// What was found and mended when the files were opened; for the log itself.
    private(set) var notes: [SessionEvent] = []

    init(folder: String, clock: @escaping @Sendable () -> EventTime) {
        self.folder = LogFolder(path: folder)
        self.clock = clock
    }

    /// Whether a batch waits to be written, or the head to follow one.
    var isBehind: Bool { !batch.isEmpty || isHeadStale }
    var needsSync: Bool { isUnsynced }

    mutating func takeNotes() -> [SessionEvent] {
        let taken = notes
        notes = []
        return taken
    }

    // MARK: Opening

    /// Opens what is not open, and mends what a crash left.
    mutating func open() throws(EventLogError) {
        if head == nil {
            try folder.make()
            let head = try LogDescriptor(folder.path(of: LogFolder.head), O_RDWR | O_CREAT)
            guard head.lock() else { throw .busy(folder: folder.path) }
            if chain == nil { try begin(after: try LogHead.read(head), isNew: try head.size() == 0) }
            isHeadStale = true
            self.head = consume head
        }
        try storeHead()
    }

    /// Finds where an earlier run of the server stopped.
    private mutating func begin(after head: LogHead?, isNew: Bool) throws(EventLogError) {
        var last: LogTail.Last?
        for name in try folder.names().reversed() {
            if day.isEmpty { day = LogFolder.day(of: name) ?? "" }
            let file = try LogDescriptor(folder.path(of: name), O_RDWR | O_APPEND)
            let tail = try mend(file)
            last = tail.last
            if last != nil { break }
        }
        let none = LogHead(sequence: 0, hash: .none)
        switch (head, last) {
        case (let head?, let last) where head.sequence > last?.sequence ?? 0:
            // The chain goes on from what should be there, so that a verifier finds the place for ever.
            chain = head
            note(
                .logGap(
                    lost: head.sequence - (last?.sequence ?? 0), from: last?.time ?? clock(), to: clock(),
                    cause: "the last lines that \(LogFolder.head) tells of are not there"))
        case (let head?, let last?):
            chain = head.sequence == last.sequence ? head : LogHead(sequence: last.sequence, hash: last.hash)
        case (nil, let last?):
            chain = LogHead(sequence: last.sequence, hash: last.hash)
            note(.logRecovered(bytes: 0, cause: "\(LogFolder.head) was \(isNew ? "missing" : "damaged")"))
        case (let head, nil):
            chain = head ?? none
        }
    }

    /// Cuts an unfinished line off.
    private mutating func mend(_ file: borrowing LogDescriptor) throws(EventLogError) -> LogTail {
        let tail = try LogTail(of: file)
        guard tail.unfinished > 0 else { return tail }
        try file.truncate(to: tail.end)
        note(.logRecovered(bytes: UInt64(tail.unfinished), cause: "a crash left a line unfinished"))
        return tail
    }

    private mutating func note(_ kind: SessionEvent.Kind) {
        notes.append(SessionEvent(time: clock(), kind: kind))
    }

    // MARK: Lines

    private static let batchLimit = 256 << 10

    /// Makes a batch of the first of `events`, as many as fit and belong into one file. The last batch must be written,
    /// and the log have been opened.
    ///
    /// - Parameter onLine: gets each line without its newline.
    /// - Returns: how many events are in it.
    mutating func prepare(
        _ events: ArraySlice<EncodedEvent>, onLine: (ArraySlice<UInt8>, EventTime) -> Void
    ) -> Int {
        guard var chain, let first = events.first else { return 0 }
        let newDay = max(day, first.time.day)
        if newDay != day {
            closeFile()
            day = newDay
        }
        var count = 0
        for event in events {
            // The text of a day is compared only for lines that could be of another one.
            guard batch.count < Self.batchLimit, count == 0 || event.time.day <= day else { break }
            let begin = batch.count
            event.append(to: &batch, sequence: chain.sequence + 1, previous: chain.hash)
            let line = batch[begin..<batch.count - 1]
            chain = LogHead(sequence: chain.sequence + 1, hash: LineHash(of: line))
            onLine(line, event.time)
            count += 1
        }
        self.chain = chain
        return count
    }

    /// Writes the batch and the head. After a failure: again, later.
    mutating func write() throws(EventLogError) {
        try checkPlaces()
        try open()
        if !batch.isEmpty {
            try append()
            batch.removeAll(keepingCapacity: true)
            isHeadStale = true
            isUnsynced = true
        }
        try storeHead()
    }

    /// Lets go of files that were moved away or removed: the next try makes new ones.
    private mutating func checkPlaces() throws(EventLogError) {
        let isFileInPlace = try file?.isInPlace() ?? true
        let isHeadInPlace = try head?.isInPlace() ?? true
        if !isFileInPlace { closeFile() }
        if !isHeadInPlace { head = nil }
        guard isFileInPlace, isHeadInPlace else {
            let name = isFileInPlace ? LogFolder.head : LogFolder.name(ofDay: day)
            throw .failed(path: folder.path(of: name), cause: "was moved or removed")
        }
    }

    private mutating func append() throws(EventLogError) {
        if file == nil {
            let path = folder.path(of: LogFolder.name(ofDay: day))
            let new = try LogDescriptor(path, O_RDWR | O_CREAT | O_APPEND)
            _ = try mend(new)
            rollback = nil
            folder.sync()
            file = consume new
        }
        if let rollback { try file?.truncate(to: rollback) }
        rollback = try file?.size()
        try file?.append(batch)
        rollback = nil
    }

    private mutating func storeHead() throws(EventLogError) {
        guard isHeadStale, let chain, batch.isEmpty else { return }
        try head?.overwrite(chain.bytes)
        isHeadStale = false
    }

    /// Makes what is written last through a power cut.
    mutating func sync() throws(EventLogError) {
        guard isUnsynced else { return }
        try file?.sync()
        try head?.sync()
        isUnsynced = false
    }

    private mutating func closeFile() {
        // A failure here would show at the disk's next line.
        if isUnsynced { try? file?.sync() }
        file = nil
        rollback = nil
    }
}
