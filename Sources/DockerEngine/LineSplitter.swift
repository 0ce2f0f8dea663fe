/// Cuts a stream of bytes into lines, whatever the pieces it comes in.
struct LineSplitter {
    struct LineTooLong: Error, Hashable {}

    /// In bytes.
    let limit: Int
    private var partial: [UInt8] = []

    init(limit: Int) { self.limit = limit }

    /// Calls `emit` for each line that `bytes` completes, without its end. Empty lines are left out.
    mutating func append(_ bytes: some Sequence<UInt8>, _ emit: ([UInt8]) throws -> Void) throws {
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                try finish(emit)
            } else {
                guard partial.count < limit else { throw LineTooLong() }
                partial.append(byte)
            }
        }
    }

    /// Calls `emit` for a last line that nothing ended.
    mutating func finish(_ emit: ([UInt8]) throws -> Void) throws {
        if partial.last == UInt8(ascii: "\r") { partial.removeLast() }
        guard !partial.isEmpty else { return }
        let line = partial
        partial.removeAll(keepingCapacity: true)
        try emit(line)
    }
}
