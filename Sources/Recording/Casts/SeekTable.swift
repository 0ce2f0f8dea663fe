/// The sizes of a file's zstd frames, as zstd's seekable format puts them at its end: a skippable frame with two 32-bit
/// numbers for each frame and a footer, all little-endian.
struct SeekTable: Equatable, Sendable {
    struct Frame: Equatable, Sendable {
        /// Bytes in the file, and without compression.
        var compressed: UInt32
        var plain: UInt32
    }

    var frames: [Frame] = []

    static let footerBytes = 9
    private static let skippableMagic: UInt32 = 0x184D_2A5E
    private static let seekableMagic: UInt32 = 0x8F92_EAB1
    private static let entryBytes = 8
    private static let headBytes = 8

    init(frames: [Frame]) {
        self.frames = frames
    }

    var bytes: [UInt8] {
        var bytes: [UInt8] = []
        func put(_ number: UInt32) {
            for place in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * place))) }
        }
        put(Self.skippableMagic)
        put(UInt32(frames.count * Self.entryBytes + Self.footerBytes))
        for frame in frames {
            put(frame.compressed)
            put(frame.plain)
        }
        put(UInt32(frames.count))
        bytes.append(0)
        put(Self.seekableMagic)
        return bytes
    }

    /// How many bytes at a file's end the table has whose footer this is; nil for anything else.
    static func length(footer: [UInt8]) -> Int? {
        guard footer.count == footerBytes, number(footer, 5) == seekableMagic, footer[4] == 0 else { return nil }
        return headBytes + Int(number(footer, 0)) * entryBytes + footerBytes
    }

    /// - Parameter bytes: of the table, whole.
    init?(_ bytes: [UInt8]) {
        guard bytes.count >= Self.headBytes + Self.footerBytes,
            Self.number(bytes, 0) == Self.skippableMagic, Int(Self.number(bytes, 4)) == bytes.count - Self.headBytes,
            Self.length(footer: Array(bytes.suffix(Self.footerBytes))) == bytes.count
        else { return nil }
        let end = bytes.count - Self.footerBytes
        for place in stride(from: Self.headBytes, to: end, by: Self.entryBytes) {
            frames.append(Frame(compressed: Self.number(bytes, place), plain: Self.number(bytes, place + 4)))
        }
    }

    private static func number(_ bytes: [UInt8], _ place: Int) -> UInt32 {
        (0..<4).reduce(0) { $0 | UInt32(bytes[place + $1]) << (8 * $1) }
    }
}
