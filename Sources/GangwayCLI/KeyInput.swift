import Authentication
import Foundation
import Glibc

/// The public key in a file or on standard input.
enum KeyInput {
    /// - Throws: `CommandError`, `PublicKeyError`.
    static func read(_ path: String) throws -> AuthorizedKeyLine {
        let file = InputFile(path: path)
        if file.isStandardInput, isatty(STDIN_FILENO) != 0 {
            FileHandle.standardError.write(Data("Paste the line of the .pub file, then press Enter and Ctrl-D.\n".utf8))
        }
        return try AuthorizedKeyLine(try file.text())
    }
}
