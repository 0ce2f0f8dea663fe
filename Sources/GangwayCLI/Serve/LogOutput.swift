import Dispatch
import Glibc
import Synchronization

/// Where the log's lines go: standard error, written by a thread of its own. Whoever reads it may stop reading, as a
/// terminal does at ^S, and that must stop nothing else.
///
/// Lines wait in memory, as many as a limit allows; how many more there were is told in their place. A crash takes those
/// of its last moment along.
final class LogOutput: Sendable {
    private struct Waiting {
        var lines: [LogLine] = []
        var lost = 0
        var isBeingWritten = false
    }

    private let descriptor: Int32
    private let format: Settings.LogFormat
    private let limit: Int
    private let waiting = Mutex(Waiting())
    private let queue = DispatchQueue(label: "gangway.log")

    /// - Parameters:
    ///   - descriptor: stays the caller's.
    ///   - limit: how many lines may wait.
    init(_ descriptor: Int32 = STDERR_FILENO, format: Settings.LogFormat, limit: Int = 8192) {
        self.descriptor = descriptor
        self.format = format
        self.limit = limit
    }

    /// Never waits.
    func take(_ line: LogLine) {
        let mustWrite = waiting.withLock { waiting in
            guard waiting.lines.count < limit else {
                waiting.lost += 1
                return false
            }
            waiting.lines.append(line)
            defer { waiting.isBeingWritten = true }
            return !waiting.isBeingWritten
        }
        if mustWrite { queue.async { self.write() } }
    }

    /// Waits for what has been taken so far, for some seconds at most: the end of the process is near.
    func finish(within limit: DispatchTimeInterval = .seconds(2)) {
        let end = DispatchSemaphore(value: 0)
        queue.async {
            // Whoever took the first of what waits may not have got to ask for it.
            self.write()
            end.signal()
        }
        _ = end.wait(timeout: .now() + limit)
    }

    private func write() {
        while let lines = next() {
            var bytes: [UInt8] = []
            for line in lines { bytes.append(contentsOf: line.text(format).utf8) }
            write(bytes)
        }
    }

    private func next() -> [LogLine]? {
        waiting.withLock { waiting in
            guard !waiting.lines.isEmpty else {
                waiting.isBeingWritten = false
                return nil
            }
            var lines = waiting.lines
            if waiting.lost > 0 {
                lines.append(
                    LogLine(
                        level: .warning, label: "gangway", message: "log lines lost: nobody took them",
                        metadata: ["count": "\(waiting.lost)"]))
            }
            waiting.lines = []
            waiting.lost = 0
            return lines
        }
    }

    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = unsafe poll(&wait, 1, -1)
            } else if errno != EINTR {
                // There is nobody whom this could be told.
                return
            }
        }
    }
}
