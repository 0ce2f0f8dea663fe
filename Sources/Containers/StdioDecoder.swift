/// Which of a process's outputs bytes belong to.
public enum StdioStream: Hashable, Sendable {
    case output
    case error
}

/// A piece of a process's output.
public struct StdioChunk: Hashable, Sendable {
    public var stream: StdioStream
    public var bytes: [UInt8]

    public init(stream: StdioStream, bytes: [UInt8]) {
        self.stream = stream
        self.bytes = bytes
    }
}

/// Takes an engine's attach stream apart.
///
/// Raw: everything is of one stream. Framed (Engine API, "Stream format"): each frame is an 8-byte header, `[stream, 0, 0, 0,
/// length: 4 bytes big endian]` with stream 1 for stdout and 2 for stderr, then `length` bytes. Frames may be cut
/// anywhere; state is kept between calls. Bytes are passed on without copying.
public struct StdioDecoder: Hashable, Sendable {
    private enum State: Hashable {
        case raw(StdioStream)
        case header(filled: Int)
        case payload(StdioStream, left: Int)
    }

    /// A frame that names no known stream.
    public struct Malformed: Error, Hashable {}

    private var state: State
    /// The header bytes seen so far, most significant first.
    private var header: UInt64 = 0

    public static var raw: StdioDecoder { raw(.output) }
    public static func raw(_ stream: StdioStream) -> StdioDecoder { StdioDecoder(state: .raw(stream)) }
    public static var framed: StdioDecoder { StdioDecoder(state: .header(filled: 0)) }

    private init(state: State) { self.state = state }

    /// Calls `emit` for each run of payload in `bytes`, in order. Never with an empty run.
    public mutating func decode(
        _ bytes: UnsafeRawBufferPointer, _ emit: (StdioStream, UnsafeRawBufferPointer) -> Void
    ) throws(Malformed) {
        var rest = unsafe bytes[...]
        while let first = unsafe rest.first {
            switch state {
            case .raw(let stream):
                unsafe emit(stream, UnsafeRawBufferPointer(rebasing: rest))
                return
            case .header(let filled):
                header = header << 8 | UInt64(first)
                unsafe rest.removeFirst()
                state = filled == 7 ? try Self.payload(after: header) : .header(filled: filled + 1)
            case .payload(let stream, let left):
                let count = unsafe min(left, rest.count)
                unsafe emit(stream, UnsafeRawBufferPointer(rebasing: rest.prefix(count)))
                unsafe rest.removeFirst(count)
                state = count == left ? .header(filled: 0) : .payload(stream, left: left - count)
            }
        }
    }

    private static func payload(after header: UInt64) throws(Malformed) -> State {
        let length = Int(header & 0xffff_ffff)
        let stream: StdioStream
        switch header >> 56 {
        case 0, 1: stream = .output
        case 2: stream = .error
        default: throw Malformed()
        }
        return length == 0 ? .header(filled: 0) : .payload(stream, left: length)
    }
}
