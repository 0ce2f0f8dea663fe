/// Memory for one request's passing needs, so that none of them allocates. Pages that are never touched cost nothing.
@safe
struct Scratch: ~Copyable {
    static let size = 64 << 10

    let bytes: UnsafeMutableRawPointer

    /// The same for calls that give text.
    var text: UnsafeMutablePointer<CChar> { unsafe bytes.assumingMemoryBound(to: CChar.self) }

    init() {
        unsafe bytes = .allocate(byteCount: Self.size, alignment: 16)
    }

    deinit {
        unsafe bytes.deallocate()
    }
}
