import Glibc
import Recording

/// The terminal on standard input and output while keys come at once and unseen, mostly below a screen of its own.
///
/// It is as before when `body` has ended, however that ends.
enum RawTerminal {
    static var isThere: Bool { isatty(STDIN_FILENO) != 0 && isatty(STDOUT_FILENO) != 0 }

    /// - Parameter showsScreen: what was shown comes back at the end, and no keys are taken for it that were typed before;
    ///   otherwise none are lost.
    static func with<Value>(showsScreen: Bool = true, _ body: () async throws -> Value) async throws -> Value {
        guard isThere else { throw CommandError.noTerminal }
        var saved = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &saved) == 0 else { throw CommandError.noTerminal }
        var raw = saved
        // Signals by key are off too: ^C is a key here, and leaves in order.
        unsafe cfmakeraw(&raw)
        let when = showsScreen ? TCSAFLUSH : TCSADRAIN
        guard unsafe tcsetattr(STDIN_FILENO, when, &raw) == 0 else { throw CommandError.noTerminal }
        let result: Result<Value, any Error>
        do {
            if showsScreen { try StandardOutput.write(Array(ScreenFrame.begin.utf8)) }
            result = .success(try await body())
        } catch {
            result = .failure(error)
        }
        // The terminal may be gone; then there is nothing to restore.
        if showsScreen { try? StandardOutput.write(Array(ScreenFrame.end.utf8)) }
        unsafe tcsetattr(STDIN_FILENO, when, &saved)
        return try result.get()
    }
}
