import Containers
import Subprocess

/// How a hook's program ended, and its last words.
struct CommandEnding: Sendable {
    enum Status: Sendable {
        case exited(Int32)
        case signalled(Int32)
        /// It was ended at its limit.
        case late(Duration)

        init(_ status: TerminationStatus) {
            switch status {
            case .exited(let code): self = .exited(code)
            case .signaled(let number): self = .signalled(number)
            }
        }
    }

    let status: Status
    let words: String?

    /// - Throws: `HookError` for all but yes.
    func judge(_ path: String) throws(HookError) {
        switch status {
        case .exited(0): return
        case .exited(let code): throw .refused(text: words ?? "no reason was given (exit status \(code))")
        case .signalled(let number): throw .failed(cause: "\(path): ended by signal \(number)")
        case .late(let limit): throw .failed(cause: "\(path): no answer within \(limit)")
        }
    }
}
