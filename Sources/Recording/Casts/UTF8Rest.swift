/// The beginning of a character at the end of a chunk: at most 3 bytes, which the next chunk goes on with.
struct UTF8Rest: Equatable, Sendable {
    private(set) var bytes: UInt32 = 0
    private(set) var count = 0

    subscript(place: Int) -> UInt8 { UInt8(truncatingIfNeeded: bytes >> (8 * place)) }

    mutating func append(_ byte: UInt8) {
        bytes |= UInt32(byte) << (8 * count)
        count += 1
    }
}
