import Glibc

/// The terminal on standard input while it shows nothing of what is typed.
enum SilentTerminal {
    /// What ^C sends.
    static let interrupt: Character = "\u{3}"

    /// Runs `body` without echo, then restores the terminal.
    ///
    /// Signals by key are off too: ^C would end the process and leave a terminal without echo. Instead it ends the
    /// line, whose last character it is then.
    static func withoutEcho<Value>(_ body: () throws -> Value) throws -> Value {
        var saved = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &saved) == 0 else { throw unreadable() }
        var silent = saved
        silent.c_lflag &= ~tcflag_t(ECHO | ISIG)
        unsafe withUnsafeMutableBytes(of: &silent.c_cc) { unsafe $0[Int(VEOL)] = interrupt.asciiValue ?? 0 }
        guard unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent) == 0 else { throw unreadable() }
        defer { unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved) }
        return try body()
    }

    private static func unreadable() -> CommandError {
        let cause = CommandError.systemMessage()
        return .unreadable(path: "the terminal", cause: cause)
    }
}
