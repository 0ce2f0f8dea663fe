import Glibc
import Hooks

extension HookSecret {
    /// Reads `hooks.secret_file`.
    /// - Throws: `CommandError`: it can't be read, others than its owner can, or there is nothing in it.
    init(file path: String) throws {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else {
            let cause = CommandError.systemMessage()
            throw CommandError.unreadable(path: path, cause: cause)
        }
        guard status.st_mode & 0o077 == 0 else { throw CommandError.notSecret(path: path) }
        guard let secret = HookSecret(try InputFile(path: path).text()) else { throw CommandError.noSecret(path: path) }
        self = secret
    }
}
