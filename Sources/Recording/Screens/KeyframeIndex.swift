/// The keyframes of a recording: `<id>.idx`, JSON Lines as `Keyframe` says.
public struct KeyframeIndex: Sendable {
    private struct Entry {
        var time: Double
        var offset: Int
        var line: Range<Int>
    }

    private let bytes: [UInt8]
    private var entries: [Entry] = []

    /// - Parameter bytes: the whole file, plain. A torn last line and damaged ones are left out.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0A) {
            if let fields = KeyframeFields(bytes[start..<end], wantsScreen: false) {
                entries.append(Entry(time: fields.time, offset: fields.offset, line: start..<end))
            }
            start = end + 1
        }
    }

    /// Reads a plain file.
    public static func read(_ path: String) throws(IndexerFailure) -> KeyframeIndex {
        KeyframeIndex(bytes: try IndexFile.reading(path).readAll())
    }

    /// The last keyframe at or before `time` seconds, nil where the recording must be read from its begin.
    public func keyframe(before time: Double) -> Keyframe? {
        for entry in entries.reversed() where entry.time <= time {
            if let keyframe = Keyframe(bytes[entry.line]) { return keyframe }
        }
        return nil
    }

    /// Where each keyframe goes on in the recording's plain bytes, in order.
    public var offsets: [Int] { entries.map(\.offset) }

    /// The last keyframe for which `isUsable`, with how many bytes of the file end with it.
    func last(where isUsable: (Keyframe) -> Bool) -> (keyframe: Keyframe, end: Int)? {
        for entry in entries.reversed() {
            if let keyframe = Keyframe(bytes[entry.line]), isUsable(keyframe) {
                return (keyframe, entry.line.upperBound + 1)
            }
        }
        return nil
    }
}
