/// A loop's buffer for moving bytes: filled and emptied within one call, so all relays of a loop share it and an idle
/// session costs no buffer.
///
/// @unchecked: belongs to one loop's thread.
@safe final class Scratch: @unchecked Sendable {
    let bytes: UnsafeMutableRawBufferPointer

    /// libssh cuts packets of 32 KiB; twice that keeps system calls few.
    static let size = 64 << 10

    init() {
        unsafe bytes = .allocate(byteCount: Self.size, alignment: 16)
    }

    deinit {
        unsafe bytes.deallocate()
    }
}
