/// Finds the preamble in a stream and keeps everything else for the session.
struct PreambleReader {
    /// The stream is not what a login script writes.
    enum Failure: Error, Hashable {
        case malformed
        case tooMuchOutput
    }

    /// What was read so far, without the preamble, in order.
    private(set) var received: [StdioChunk] = []
    private(set) var decoder: StdioDecoder
    private(set) var preamble: Preamble?

    private let start: [UInt8]
    private var size = 0

    /// Before the preamble comes a warning at most, and the echo of what is typed ahead.
    private static let sizeLimit = 64 << 10

    init(token: UInt64, decoder: StdioDecoder) {
        start = Preamble.start(token: token)
        self.decoder = decoder
    }

    mutating func take(_ bytes: [UInt8]) throws(Failure) {
        var chunks = received
        do {
            unsafe try bytes.withUnsafeBytes { buffer in
                unsafe try decoder.decode(buffer) { stream, run in
                    if chunks.last?.stream == stream {
                        unsafe chunks[chunks.count - 1].bytes += run
                    } else {
                        unsafe chunks.append(StdioChunk(stream: stream, bytes: Array(run)))
                    }
                }
            }
        } catch {
            throw .malformed
        }
        received = chunks
        guard preamble == nil else { return }
        try findPreamble()
        size += bytes.count
        if preamble == nil, size > Self.sizeLimit { throw .tooMuchOutput }
    }

    private mutating func findPreamble() throws(Failure) {
        let flat = received.filter { $0.stream == .output }.flatMap(\.bytes)
        guard let first = flat.firstRange(of: start) else { return }
        guard let end = flat[first.upperBound...].prefix(Preamble.lengthLimit).firstIndex(of: Preamble.end) else {
            if flat.count - first.upperBound >= Preamble.lengthLimit { throw .malformed }
            return
        }
        guard let preamble = Preamble(body: flat[first.upperBound..<end]) else { throw .malformed }
        self.preamble = preamble
        removeOutput(first.lowerBound..<(end + 1))
    }

    /// Takes a range of the standard output out of `received`.
    private mutating func removeOutput(_ range: Range<Int>) {
        var offset = 0
        for index in received.indices where received[index].stream == .output {
            let count = received[index].bytes.count
            let cut = range.clamped(to: offset..<(offset + count))
            received[index].bytes.removeSubrange((cut.lowerBound - offset)..<(cut.upperBound - offset))
            offset += count
        }
        received.removeAll { $0.bytes.isEmpty }
    }
}
