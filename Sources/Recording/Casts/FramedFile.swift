import CZstd

/// A compressed file, read at any place of its plain bytes. For one thread.
@safe final class FramedFile {
    private let file: OpenFile
    private let frames: [SeekTable.Frame]
    /// Where each frame begins, in the file and in the plain bytes.
    private var begins: [(compressed: UInt64, plain: UInt64)] = []
    private let context: OpaquePointer
    let length: UInt64

    /// The frame that was read last.
    private var current: (frame: Int, bytes: [UInt8])?

    /// The gateway makes none that are larger.
    private static let longestFrame: UInt32 = 16 << 20

    init(_ path: String) throws(RecordingFailure) {
        file = try .read(path)
        let end = file.length
        let footerBytes = UInt64(SeekTable.footerBytes)
        guard end >= footerBytes,
            let count = try SeekTable.length(
                footer: file.read(at: end - footerBytes, atMost: SeekTable.footerBytes)),
            UInt64(count) <= end,
            let table = try SeekTable(file.read(at: end - UInt64(count), atMost: count))
        else { throw .refused(cause: "\(path) has no seek table") }
        frames = table.frames
        var compressed: UInt64 = 0
        var plain: UInt64 = 0
        for frame in frames {
            guard frame.plain <= Self.longestFrame, frame.compressed <= Self.longestFrame else {
                throw .refused(cause: "\(path) has a frame that is too long")
            }
            begins.append((compressed, plain))
            compressed += UInt64(frame.compressed)
            plain += UInt64(frame.plain)
        }
        guard compressed + UInt64(count) == end else { throw .refused(cause: "\(path) does not fit its seek table") }
        length = plain
        guard let context = unsafe ZSTD_createDCtx() else { throw .refused(cause: "no memory for zstd") }
        unsafe self.context = unsafe context
    }

    deinit {
        unsafe ZSTD_freeDCtx(context)
    }

    /// The plain bytes at `offset` up to their frame's end, at most `count`; empty at the end.
    func read(at offset: UInt64, atMost count: Int) throws(RecordingFailure) -> ArraySlice<UInt8> {
        guard offset < length else { return [] }
        var low = 0
        var high = frames.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if begins[middle].plain <= offset { low = middle } else { high = middle }
        }
        let bytes = try frame(low)
        let begin = Int(offset - begins[low].plain)
        return bytes[begin..<min(bytes.count, begin + count)]
    }

    /// Where the last frame begins: in a recording the last line.
    var lastFrameOffset: UInt64 { begins.last?.plain ?? 0 }

    private func frame(_ number: Int) throws(RecordingFailure) -> [UInt8] {
        if let current, current.frame == number { return current.bytes }
        let frame = frames[number]
        let input = try file.read(at: begins[number].compressed, atMost: Int(frame.compressed))
        var code = 0
        let context = unsafe self.context
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Int(frame.plain)) { output, filled in
            code = unsafe input.withUnsafeBytes { input in
                unsafe ZSTD_decompressDCtx(context, output.baseAddress, output.count, input.baseAddress, input.count)
            }
            if ZSTD_isError(code) == 0 { filled = code }
        }
        guard ZSTD_isError(code) == 0 else { throw .refused(cause: "zstd: \(ZstdText.of(code))") }
        guard bytes.count == Int(frame.plain) else { throw .refused(cause: "a frame does not fit the seek table") }
        current = (number, bytes)
        return bytes
    }
}
