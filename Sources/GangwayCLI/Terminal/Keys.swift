import Dispatch
import Glibc

/// What is typed, byte by byte.
enum Keys {
    /// What leaves: q, and what usually ends a program.
    static let leaving: Set<UInt8> = [UInt8(ascii: "q"), UInt8(ascii: "Q"), 0x03, 0x04]
    static let space = UInt8(ascii: " ")

    /// The keys from now on; ends with standard input. For one reader.
    static func stream() -> AsyncStream<UInt8> {
        AsyncStream(bufferingPolicy: .bufferingOldest(64)) { continuation in
            // Sources may be cancelled from any thread.
            nonisolated(unsafe) let source = DispatchSource.makeReadSource(
                fileDescriptor: STDIN_FILENO, queue: DispatchQueue(label: "keys"))
            unsafe source.setEventHandler {
                var bytes = [UInt8](repeating: 0, count: 64)
                let count = unsafe read(STDIN_FILENO, &bytes, bytes.count)
                if count > 0 {
                    for byte in bytes.prefix(count) { continuation.yield(byte) }
                } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
                    continuation.finish()
                }
            }
            continuation.onTermination = { _ in unsafe source.cancel() }
            unsafe source.resume()
        }
    }
}
