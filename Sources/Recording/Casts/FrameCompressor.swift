import CZstd
import Glibc
import Model

/// Puts a file of lines into zstd frames, so that reading can begin in the middle.
///
/// Frames end with a line and hold about 256 KiB; of a recording the first and the last line are frames of their own,
/// so that a list costs little. After them comes the seek table of zstd's seekable format
/// (https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md), which
/// `zstd -d` passes over.
@safe struct FrameCompressor: ~Copyable {
    private let context: OpaquePointer
    private var frames: [SeekTable.Frame] = []
    private let target: OpenFile
    private var output: [UInt8] = []

    static let frameBytes = 256 << 10
    /// No line is longer.
    private static let longestLine = RecorderState.longestText * LineBuffer.growth + LineBuffer.frame

    private init(target: OpenFile, level: Int32) throws(RecordingFailure) {
        guard let context = unsafe ZSTD_createCCtx() else { throw .refused(cause: "no memory for zstd") }
        unsafe self.context = unsafe context
        self.target = target
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level)
        unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
    }

    deinit {
        unsafe ZSTD_freeCCtx(context)
    }

    /// Compresses `source` into the new file `target`, and brings that to the disk.
    static func compress(_ source: OpenFile, to target: OpenFile, level: Int32) throws(RecordingFailure) {
        var compressor = try FrameCompressor(target: target, level: level)
        var offset: UInt64 = 0
        let end = source.length
        while offset < end {
            // A last line that is left alone is found only where the end is in sight.
            let bytes = try source.read(at: offset, atMost: frameBytes + 2 * longestLine)
            guard !bytes.isEmpty else { break }
            let isEnd = offset + UInt64(bytes.count) >= end
            let count = cut(bytes, isFirst: offset == 0, isEnd: isEnd)
            try compressor.add(bytes[..<count])
            offset += UInt64(count)
        }
        try compressor.write(SeekTable(frames: compressor.frames).bytes)
        try target.sync()
    }

    /// How many of `bytes` become the next frame; at least 1.
    static func cut(_ bytes: [UInt8], isFirst: Bool, isEnd: Bool) -> Int {
        if isFirst, let newline = bytes.firstIndex(of: 0x0A) { return newline + 1 }
        // Where the last line begins; 0: there is no other before it.
        let last = isEnd ? (bytes.dropLast().lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) : bytes.count
        guard last > 0 else { return bytes.count }
        guard last > frameBytes else {
            // The whole rest but its last line.
            if isEnd { return last }
            return bytes.lastIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        }
        if let newline = bytes[..<frameBytes].lastIndex(of: 0x0A) { return newline + 1 }
        return bytes[frameBytes..<last].firstIndex(of: 0x0A).map { $0 + 1 } ?? last
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) throws(RecordingFailure) {
        let bound = ZSTD_compressBound(bytes.count)
        if output.count < bound { output = [UInt8](repeating: 0, count: bound) }
        let context = unsafe self.context
        let count = unsafe output.withUnsafeMutableBytes { output in
            unsafe bytes.withUnsafeBytes { input in
                unsafe ZSTD_compress2(context, output.baseAddress, output.count, input.baseAddress, input.count)
            }
        }
        guard ZSTD_isError(count) == 0 else { throw .refused(cause: "zstd: \(ZstdText.of(count))") }
        frames.append(SeekTable.Frame(compressed: UInt32(count), plain: UInt32(bytes.count)))
        try write(output[..<count])
    }

    private func write(_ bytes: some Collection<UInt8>) throws(RecordingFailure) {
        let written = unsafe Array(bytes).withUnsafeBytes { unsafe target.append($0) }
        guard written.code == 0 else { throw .refused(cause: SystemText.of(written.code)) }
    }
}
