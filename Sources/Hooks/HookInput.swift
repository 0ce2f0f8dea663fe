import CLinux
import Glibc
import Model

/// A hook's standard input: a file without a name, written before the hook starts. So nobody waits for a hook that does
/// not read it, and nobody gets SIGPIPE from one that closes it.
struct HookInput {
    let descriptor: Int32

    /// - Throws: `HookInputError`.
    init(_ bytes: [UInt8]) throws {
        let descriptor = unsafe gangway_memory_file("hook")
        guard descriptor >= 0 else { throw HookInputError(code: errno) }
        // Written where the reader begins: its position is this descriptor's own. Memory takes it in one call.
        guard unsafe pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else {
            let code = errno
            Glibc.close(descriptor)
            throw HookInputError(code: code)
        }
        self.descriptor = descriptor
    }

    func close() { Glibc.close(descriptor) }
}

/// Standard input could not be made.
struct HookInputError: Error, CustomStringConvertible {
    let code: Int32

    var description: String { "no standard input: \(SystemText.of(code))" }
}
