import CLinux
import EventLoop

/// A forward's socket in a workspace. Whatever holds its other copies is not trusted: neither blocking mode nor
/// lingering can be relied on, so every call says for itself that it must not wait.
public final class WorkspaceSocket {
    private let socket: OwnedDescriptor

    /// - Parameter socket: a stream socket.
    init(_ socket: consuming OwnedDescriptor) {
        self.socket = socket
    }

    /// For a watch.
    public var descriptor: Int32 { socket.rawValue }

    /// recv(2) that never waits.
    public func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        unsafe gangway_receive(socket.rawValue, buffer.baseAddress, UInt(buffer.count))
    }

    /// send(2) that never waits and raises no signal.
    public func write(_ bytes: UnsafeRawBufferPointer) -> Int {
        unsafe gangway_send(socket.rawValue, bytes.baseAddress, UInt(bytes.count))
    }

    deinit {
        gangway_set_no_linger(socket.rawValue)
    }
}
