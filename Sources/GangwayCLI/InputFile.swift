import Glibc

/// A file named on the command line, or standard input.
struct InputFile {
    /// `-` is standard input.
    static let standardInput = InputFile(path: "-")

    let path: String

    var isStandardInput: Bool { path == "-" }

    /// For sentences.
    var name: String { isStandardInput ? "standard input" : path }

    /// The whole text.
    ///
    /// - Throws: `CommandError`.
    func text(limit: Int = 64 << 10) throws -> String {
        guard !isStandardInput else { return try decode(try read(STDIN_FILENO, limit: limit) { _ in false }) }
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable() }
        defer { close(descriptor) }
        return try decode(try read(descriptor, limit: limit) { _ in false })
    }

    /// One line of standard input without its line break; the rest stays there.
    ///
    /// - Parameter end: a character that ends the line too, and stays its last one.
    /// - Returns: nil at the end.
    /// - Throws: `CommandError`.
    static func line(limit: Int = 1024, orTo end: Character? = nil) throws -> String? {
        let newline = UInt8(ascii: "\n")
        let bytes = try standardInput.read(STDIN_FILENO, limit: limit) { $0 == newline || $0 == end?.asciiValue }
        guard !bytes.isEmpty else { return nil }
        return try standardInput.decode(bytes.last == newline ? bytes.dropLast() : bytes[...])
    }

    /// Byte by byte, because what follows the last one may be for the next reader; the inputs are short.
    private func read(_ descriptor: Int32, limit: Int, until isLast: (UInt8) -> Bool) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            switch unsafe Glibc.read(descriptor, &byte, 1) {
            case 0: return bytes
            case 1:
                guard bytes.count < limit else { throw CommandError.tooLong(path: name) }
                bytes.append(byte)
                if isLast(byte) { return bytes }
            default:
                if errno != EINTR { throw unreadable() }
            }
        }
    }

    /// A password or a key must not be changed by repairing it.
    private func decode(_ bytes: some Collection<UInt8>) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else { throw CommandError.notText(path: name) }
        return text
    }

    /// Reads errno: the failed call must be the last one.
    private func unreadable() -> CommandError {
        let cause = CommandError.systemMessage()
        return .unreadable(path: name, cause: cause)
    }
}
