import Recording
import Synchronization

/// A recording as lines of asciicast, batch by batch: the header, then its events.
final class CastLines: Sendable {
    private enum Place {
        case begin, within, end
    }

    private let reader: BlockingReader<RecordingReader>
    private let follows: Bool
    private let place = Mutex(Place.begin)

    /// How often a live recording is looked at. A person sees no delay below this.
    private static let pause = Duration.milliseconds(30)
    private static let batchBytes = 64 << 10

    /// - Parameter follows: goes on with a live recording until it ends.
    init(_ reader: BlockingReader<RecordingReader>, follows: Bool) {
        self.reader = reader
        self.follows = follows
    }

    /// - Returns: whole lines; nil at the end.
    func next() async throws -> [UInt8]? {
        let newline = UInt8(ascii: "\n")
        switch place.withLock({ $0 }) {
        case .begin:
            place.withLock { $0 = .within }
            return try await reader.read { $0.headerLine + [newline] }
        case .end: return nil
        case .within: break
        }
        while true {
            let (lines, isEnd) = try await reader.read { reader in
                var lines: [UInt8] = []
                while lines.count < Self.batchBytes {
                    switch try reader.next() {
                    case .line(let line): lines += line + [newline]
                    case .upToDate: return (lines, false)
                    case .end: return (lines, true)
                    }
                }
                return (lines, false)
            }
            if isEnd { place.withLock { $0 = .end } }
            if !lines.isEmpty { return lines }
            guard follows, !isEnd else { return nil }
            try await Task.sleep(for: Self.pause)
        }
    }
}
