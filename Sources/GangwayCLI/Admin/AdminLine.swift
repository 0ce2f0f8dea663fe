import Glibc

/// One line of standard input.
enum AdminLine {
    enum End: Error {
        case end
        /// A signal came; what was typed is gone.
        case interrupted
        /// Too long, or no UTF-8.
        case unreadable
    }

    private static let limit = 4096

    /// Byte by byte: what follows is for the commands.
    static func read() throws(End) -> String {
        var bytes: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            let count = unsafe Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { throw .interrupted }
            guard count == 1 else {
                guard !bytes.isEmpty else { throw .end }
                break
            }
            if byte == UInt8(ascii: "\n") { break }
            // The rest of a long line is passed over.
            if bytes.count <= limit { bytes.append(byte) }
        }
        guard bytes.count <= limit, let line = String(validating: bytes, as: UTF8.self) else { throw .unreadable }
        return line
    }
}
