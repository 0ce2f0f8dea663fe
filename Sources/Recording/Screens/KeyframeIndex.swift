/// The keyframes of a recording: `<id>.idx`, JSON Lines of time, offset, columns, rows, text, screen.
public struct KeyframeIndex: Sendable {
    private let bytes: [UInt8]

    /// - Parameter bytes: the whole file, plain. A torn last line is left out.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads a plain file.
    public static func read(_ path: String) throws -> KeyframeIndex {
        KeyframeIndex(bytes: [])
    }

    /// The last keyframe at or before `time` seconds, nil where the recording must be read from its begin.
    public func keyframe(before time: Double) -> Keyframe? { nil }

    /// Where each keyframe lies in the recording's plain bytes, in order.
    public var offsets: [Int] { [] }
}
