import Glibc
import Model
import Synchronization

/// A live recording's file, as the writer sees it.
///
/// What a failed call wrote of a line is cut off again, and the line is made anew when writing works: the file always
/// ends with a whole line, or will.
///
/// @unchecked: but for the atomics, only the writer's thread touches it.
final class CastFile: @unchecked Sendable {
    let path: RecordingPath
    private let header: RecordingHeader
    private var open: OpenFile?
    /// Of whole lines.
    private var length: UInt64 = 0
    /// A part of a line follows them.
    private var isTorn = false
    /// Bytes of input and output in it.
    private var streamBytes: UInt64 = 0
    private var outputRest = UTF8Rest()
    private var inputRest = UTF8Rest()
    private var lastTime: Int64 = 0
    /// How far lines are along in the batch, as far as they are in the buffer.
    private var lines: [Line] = []

    var batch = RecorderBatch(isRecovery: false)
    /// Since when it cannot be written, by the monotonic clock.
    var troubledSince: Int64?
    /// Of input and output in files that somebody removed; nothing tells of them yet.
    var goneBytes: UInt64 = 0
    var isFinished = false

    private static let recoveryBytes = 64 << 10

    /// The same as `length`, for other threads.
    let sharedLength = Atomic<UInt64>(0)

    private struct Line {
        /// Where it ends in the buffer, and how far the batch is with it.
        var end: Int
        var entry: Int
        var offset: Int
        var outputRest: UTF8Rest
        var inputRest: UTF8Rest
    }

    /// What one call of `write` has brought into the file.
    struct Progress {
        /// As `RecorderBatch.cost` counts.
        var released = 0
        var gaps: [UInt64] = []
        var bytes = 0
    }

    init(path: RecordingPath, header: RecordingHeader) {
        self.path = path
        self.header = header
    }

    func close() { open = nil }

    /// Makes lines of the batch and writes them.
    /// - Parameter progress: called after each write, also before an error.
    /// - Returns: the file.
    func write(
        with buffer: LineBuffer, isLast: Bool, progress: (Progress) -> Void
    ) throws(RecordingFailure) -> OpenFile {
        let file = try ready(buffer)
        repeat {
            begin(buffer)
            fill(buffer)
            if isLast, batch.isDone { flushRests(buffer) }
            try put(buffer, to: file, progress)
        } while !batch.isDone
        return file
    }

    /// The open file, with its header and nothing but whole lines.
    private func ready(_ buffer: LineBuffer) throws(RecordingFailure) -> OpenFile {
        if let open, open.isGone.load(ordering: .relaxed) { try forget() }
        let file = if let open { open } else { try create() }
        if isTorn {
            try file.cut(to: length)
            isTorn = false
        }
        // A mark may fit where nothing else does; then it would fail again at once.
        if batch.isRecovery { try file.reserve(Self.recoveryBytes, after: length) }
        if length == 0 {
            begin(buffer)
            guard buffer.append(bytes: HeaderLine.bytes(of: header)) else {
                throw .refused(cause: "the header is too long")
            }
            try put(buffer, to: file) { _ in }
        }
        return file
    }

    private func create() throws(RecordingFailure) -> OpenFile {
        for folder in [path.root, path.folder] {
            do throws(RecordingError) {
                try RecordingFolder.make(folder)
            } catch {
                throw .refused(cause: error.description)
            }
        }
        let file = try OpenFile.create(path.cast)
        open = file
        return file
    }

    /// Somebody removed the file: all that was in it is lost, and there will be a new one.
    private func forget() throws(RecordingFailure) {
        open = nil
        length = 0
        isTorn = false
        goneBytes += streamBytes
        streamBytes = 0
        throw .refused(cause: "\(path.cast) was removed")
    }

    // MARK: Lines

    private func fill(_ buffer: LineBuffer) {
        while !batch.isDone {
            let entry = batch.entries[batch.entry]
            guard buffer.fits(entry.count) else { return }
            switch entry.content {
            case .gap(let count):
                flushRests(buffer)
                buffer.append(.mark, at: entry.time, "\(count) bytes are missing: the recording failed")
            case .event(let code):
                if code == .exit { flushRests(buffer) }
                let end = batch.offset + entry.count
                unsafe batch.bytes.withUnsafeBytes { bytes in
                    let text = unsafe UnsafeRawBufferPointer(rebasing: bytes[batch.offset..<end])
                    switch code {
                    case .output: unsafe buffer.append(code, at: entry.time, text, rest: &outputRest)
                    case .input: unsafe buffer.append(code, at: entry.time, text, rest: &inputRest)
                    case .resize, .mark, .exit:
                        var rest = UTF8Rest()
                        unsafe buffer.append(code, at: entry.time, text, rest: &rest)
                    }
                }
                batch.offset = end
            }
            batch.entry += 1
            note(buffer)
        }
    }

    /// The rest of a character will not come any more.
    private func flushRests(_ buffer: LineBuffer) {
        guard outputRest.count + inputRest.count > 0 else { return }
        let time = batch.entries.last?.time ?? lastTime
        if outputRest.count > 0 { buffer.append(.output, at: time, "\u{FFFD}") }
        if inputRest.count > 0 { buffer.append(.input, at: time, "\u{FFFD}") }
        outputRest = UTF8Rest()
        inputRest = UTF8Rest()
        note(buffer)
    }

    private func begin(_ buffer: LineBuffer) {
        buffer.removeAll()
        lines.removeAll(keepingCapacity: true)
        note(buffer)
    }

    private func note(_ buffer: LineBuffer) {
        lines.append(
            Line(
                end: buffer.count, entry: batch.entry, offset: batch.offset, outputRest: outputRest,
                inputRest: inputRest))
    }

    /// Writes the buffer; after an error the batch stands behind the last whole line.
    private func put(
        _ buffer: LineBuffer, to file: OpenFile, _ progress: (Progress) -> Void
    ) throws(RecordingFailure) {
        let (count, code) = unsafe file.append(buffer.written)
        var whole = count
        if code != 0 { whole = goBack(to: count) }
        length += UInt64(whole)
        sharedLength.store(length, ordering: .releasing)
        isTorn = count > whole
        report(whole, progress)
        guard code == 0 else { throw .refused(cause: SystemText.of(code)) }
    }

    /// Goes back to the last line of the first `count` bytes.
    /// - Returns: where it ends.
    private func goBack(to count: Int) -> Int {
        guard let line = lines.last(where: { $0.end <= count }) else { return 0 }
        batch.entry = line.entry
        batch.offset = line.offset
        outputRest = line.outputRest
        inputRest = line.inputRest
        return line.end
    }

    private func report(_ whole: Int, _ progress: (Progress) -> Void) {
        var made = Progress()
        made.bytes = whole
        for entry in batch.entries[(lines.first?.entry ?? batch.entry)..<batch.entry] {
            made.released += entry.count + RecorderState.Entry.cost
            lastTime = entry.time
            switch entry.content {
            case .gap(let count): made.gaps.append(count)
            case .event(.output), .event(.input): streamBytes += UInt64(entry.count)
            case .event: break
            }
        }
        if made.bytes > 0 || made.released > 0 { progress(made) }
    }
}
