import Containers
import Subprocess

/// The end of what a hook prints: all of it is read, so that the hook never waits, and the last 64 KiB are kept.
struct OutputTail {
    private static let limit = 64 << 10

    private(set) var bytes: [UInt8] = []

    mutating func append(_ more: some Collection<UInt8>) {
        bytes.append(contentsOf: more.suffix(Self.limit))
        if bytes.count > Self.limit { bytes.removeFirst(bytes.count - Self.limit) }
    }

    /// The last line that has something to show; nil where there is none.
    var lastLine: String? {
        for line in bytes.split(separator: UInt8(ascii: "\n")).reversed() {
            let text = HookError.printable(String(decoding: line, as: UTF8.self))
            if !text.isEmpty { return text }
        }
        return nil
    }
}

extension OutputTail {
    /// Reads to the end. When cancelled it takes what is there, and no more than that: a process that has left the hook's
    /// group may hold the output open, and go on writing.
    init(of output: SubprocessOutputSequence) async {
        var left = Self.limit
        do {
            for try await buffer in output {
                unsafe append(buffer.withUnsafeBytes { unsafe Array($0) })
                if Task.isCancelled { left -= buffer.count }
                if left <= 0 { return }
            }
        } catch {
            // What was read before it broke is kept.
        }
    }
}
