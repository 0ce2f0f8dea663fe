import ArgumentParser
import Glibc

/// Standard output, written at once and whole.
enum StandardOutput {
    static var isTerminal: Bool { isatty(STDOUT_FILENO) != 0 }

    /// Whether to colour: on a terminal that can, unless NO_COLOR says no (https://no-color.org).
    static var isColoured: Bool {
        isTerminal && Environment.value("NO_COLOR") == nil && Environment.value("TERM") != "dumb"
    }

    /// The terminal's size; nil where it is none or does not know.
    static var size: (columns: Int, rows: Int)? {
        var size = winsize()
        guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return nil
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// A line, or several.
    static func print(_ text: String) throws { try write(Array(text.utf8) + [UInt8(ascii: "\n")]) }

    /// As wide as the terminal at most.
    static func print(_ table: Table) throws { try print(table.text(width: size?.columns, isColoured: isColoured)) }

    /// - Throws: `ExitCode` where nobody reads any more, `CommandError`.
    static func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN:
                // Somebody who shares it has made it non-blocking.
                var writable = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&writable, 1, -1)
            case EPIPE: throw ExitCode.success
            default:
                let cause = CommandError.systemMessage()
                throw CommandError.unwritable(path: "standard output", cause: cause)
            }
        }
    }
}
