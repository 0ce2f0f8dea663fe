import CLinux
public import EventLoop
import Model

/// The controlling end of a pseudo-terminal, shared by those who move its bytes and those who set its size. Closed with
/// the last of them; the kernel then hangs the terminal up.
public final class Pseudoterminal {
    public let descriptor: OwnedDescriptor

    /// - Parameter descriptor: non-blocking.
    public init(_ descriptor: consuming OwnedDescriptor) {
        self.descriptor = descriptor
    }

    /// The foreground group gets SIGWINCH.
    func resize(to size: TerminalSize) {
        _ = gangway_set_terminal_size(
            descriptor.rawValue, size.columns, size.rows, size.pixelWidth, size.pixelHeight)
    }
}
