import Foundation
import Glibc

/// Asks before something that cannot be taken back.
enum Question {
    /// - Parameter isSettled: the answer was given beforehand.
    /// - Throws: `CommandError.notConfirmed`, or `.nobodyToAsk` where there is no terminal.
    static func confirm(_ text: String, unless isSettled: Bool) throws {
        guard !isSettled else { return }
        let answer = try ask("\(text) [y/N] ")
        guard ["y", "yes"].contains(answer.lowercased()) else { throw CommandError.notConfirmed }
    }

    /// The same for what is gone for ever: `word` has to be typed.
    static func confirm(_ text: String, byTyping word: String, unless isSettled: Bool) throws {
        guard !isSettled else { return }
        guard try ask("\(text)\nType \(word) to do it: ") == word else { throw CommandError.notConfirmed }
    }

    private static func ask(_ prompt: String) throws -> String {
        guard isatty(STDIN_FILENO) != 0 else { throw CommandError.nobodyToAsk }
        FileHandle.standardError.write(Data(prompt.utf8))
        return try InputFile.line()?.trimmingCharacters(in: .whitespaces) ?? ""
    }
}

enum Count {
    /// `1 session`, `2 sessions`.
    static func text(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}
