import Containers

/// The end of a container's log, from the frames it comes in.
struct LogTail: StreamSink {
    /// In bytes.
    let limit: Int
    private var decoder = StdioDecoder.framed
    /// At most twice the limit, so that old bytes go in large pieces.
    private var kept: [UInt8] = []

    init(limit: Int) { self.limit = limit }

    var bytes: [UInt8] { [UInt8](kept.suffix(limit)) }

    /// - Throws: `StdioDecoder.Malformed`.
    mutating func append(_ bytes: [UInt8]) throws {
        try unsafe bytes.withUnsafeBytes { buffer in
            try unsafe decoder.decode(buffer) { _, payload in
                unsafe kept.append(contentsOf: payload.suffix(limit))
                if kept.count > 2 * limit { kept.removeFirst(kept.count - limit) }
            }
        }
    }

    mutating func finish() {}
}
