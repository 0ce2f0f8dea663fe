import Glibc

/// A file descriptor with one owner; closed when the owner lets go of it.
public struct OwnedDescriptor: ~Copyable, Sendable {
    /// For system calls while this value lives. Never close it.
    public let rawValue: Int32

    /// Takes ownership of `descriptor`, which must be open and owned by nobody else.
    public init(owning descriptor: Int32) {
        rawValue = descriptor
    }

    /// Gives ownership up: the caller must close the result.
    public consuming func release() -> Int32 {
        let descriptor = rawValue
        discard self
        return descriptor
    }

    deinit {
        close(rawValue)
    }
}
