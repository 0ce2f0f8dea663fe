import EventLoop

/// What a process still writes once its client is gone.
extension Relay {
    /// Reads output away until its end.
    /// - Returns: whether the end came within `limit`.
    nonisolated(nonsending) func drain(within limit: Duration) async -> Bool {
        var isOver = false
        let timer = loop.after(limit) { [weak self] in
            isOver = true
            self?.wake()
        }
        defer { timer.cancel() }
        while !isOutputEnded, !isOver {
            if let output = outputs.first(where: { $0.isReadable && !$0.isEnded }) {
                _ = unsafe output.read(into: scratch.bytes)
                // One read per turn: whatever writes this fast has nobody who waits for it.
                await loop.suspension { continuation in loop.defer { continuation.resume() } }
            } else {
                await loop.suspension { waiter = $0 }
            }
        }
        return isOutputEnded
    }

    /// Holds the descriptors, unread, until the other side is gone: what still has them as its output waits when it
    /// writes, and burns no time.
    nonisolated(nonsending) func linger() async {
        while !outputs.allSatisfy({ $0.isEnded || $0.isHungUp }) {
            await loop.suspension { waiter = $0 }
        }
    }
}
