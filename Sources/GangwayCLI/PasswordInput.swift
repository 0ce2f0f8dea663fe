import Authentication
import Foundation
import Glibc

/// A new password: asked for twice without echo on a terminal, else one line of standard input.
enum PasswordInput {
    /// - Throws: `CommandError`, `PasswordError.empty`.
    static func read() throws -> String {
        guard isatty(STDIN_FILENO) != 0 else {
            guard let password = try InputFile.line() else { throw CommandError.noPassword }
            return try checked(password)
        }
        let password = try checked(try ask("New password: "))
        guard try ask("Again: ") == password else { throw CommandError.passwordsDiffer }
        return password
    }

    private static func checked(_ password: String) throws -> String {
        guard !password.isEmpty else { throw PasswordError.empty }
        return password
    }

    private static func ask(_ prompt: String) throws -> String {
        let answer = try SilentTerminal.withoutEcho {
            // After echo is off, so that nothing typed at the sight of the prompt is shown.
            FileHandle.standardError.write(Data(prompt.utf8))
            defer { FileHandle.standardError.write(Data("\n".utf8)) }
            return try InputFile.line(orTo: SilentTerminal.interrupt)
        }
        guard let answer, !answer.contains(SilentTerminal.interrupt) else { throw CommandError.interrupted }
        return answer
    }
}
