import EventLoop
import Glibc

/// Reads an exec's stream piece by piece while nobody else does, up to a point in time.
struct ExecReading {
    let loop: EventLoop
    let deadline: ContinuousClock.Instant

    private static let pieceSize = 16 << 10

    /// The next bytes; empty at the end of the stream, which a reset connection counts as.
    /// - Throws: `TimedOut` at the deadline; `SystemError`.
    nonisolated(nonsending) func next(from descriptor: Int32) async throws -> [UInt8] {
        while true {
            var code: Int32 = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.pieceSize) { buffer, count in
                let result = unsafe read(descriptor, buffer.baseAddress, buffer.count)
                code = result < 0 ? errno : 0
                count = max(0, result)
            }
            switch code {
            case 0: return bytes
            case EINTR: continue
            case ECONNRESET, EPIPE: return []
            case EAGAIN:
                let left = deadline - .now
                guard left > .zero else { throw TimedOut() }
                try await loop.readiness(of: descriptor, for: .readable, within: left)
            default: throw SystemError("read", code: code)
            }
        }
    }
}
