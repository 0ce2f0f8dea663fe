import Containers
import EventLoop
import Glibc

/// One of a process's descriptors, or a forward's socket, in the relay's loop, watched by edges: its state is as far as reports and EAGAIN tell.
/// Closed with this object.
final class StreamEnd {
    private let descriptor: OwnedDescriptor?
    private let pseudoterminal: Pseudoterminal?
    private let socket: WorkspaceSocket?
    /// Of the one that is there.
    private let number: Int32
    var decoder: StdioDecoder

    /// Where the kernel can be asked for the terminal's modes.
    var terminal: Int32? { pseudoterminal?.descriptor.rawValue }

    private var watch: Watch?
    private(set) var isReadable = true
    private var isWritable = true
    /// Nothing more can be read.
    private(set) var isEnded = false
    /// The other side has closed; what it sent before may still be there.
    private(set) var isHungUp = false

    /// - Parameter descriptor: non-blocking, like the others.
    init(_ descriptor: consuming OwnedDescriptor, _ decoder: StdioDecoder) {
        number = descriptor.rawValue
        self.descriptor = consume descriptor
        pseudoterminal = nil
        socket = nil
        self.decoder = decoder
    }

    convenience init(_ descriptor: consuming OwnedDescriptor, _ stream: StdioStream) {
        self.init(descriptor, .raw(stream))
    }

    init(_ terminal: Pseudoterminal) {
        number = terminal.descriptor.rawValue
        descriptor = nil
        pseudoterminal = terminal
        socket = nil
        decoder = .raw
    }

    init(_ socket: WorkspaceSocket) {
        number = socket.descriptor
        descriptor = nil
        pseudoterminal = nil
        self.socket = socket
        decoder = .raw
    }

    deinit {
        watch?.cancel()
    }

    /// - Parameter onReady: called after each report.
    func watch(on loop: EventLoop, onReady: @escaping () -> Void) throws {
        watch = try loop.watch(number, for: [.readable, .writable, .readHangup], trigger: .edge) {
            [unowned self] readiness in
            if !readiness.isDisjoint(with: [.readable, .readHangup, .failed]) { isReadable = true }
            if !readiness.isDisjoint(with: [.writable, .failed]) { isWritable = true }
            if !readiness.isDisjoint(with: [.readHangup, .failed]) { isHungUp = true }
            onReady()
        }
    }

    /// - Returns: nil where there is nothing now, or nothing any more.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
        while true {
            let count = unsafe socket?.read(into: buffer) ?? Glibc.read(number, buffer.baseAddress, buffer.count)
            if count > 0 { return count }
            if count < 0, errno == EINTR { continue }
            // A terminal that nobody has open any more gives EIO.
            if count < 0, errno == EAGAIN { isReadable = false } else { isEnded = true }
            return nil
        }
    }

    /// - Returns: how many bytes were taken; nil where none will be any more.
    func write(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var written = 0
        while written < bytes.count, isWritable {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[written...])
            let count = unsafe socket?.write(rest) ?? Glibc.write(number, rest.baseAddress, rest.count)
            if count > 0 {
                written += count
            } else if count == 0 || errno == EAGAIN {
                isWritable = false
            } else if errno != EINTR {
                return nil
            }
        }
        return written
    }

    /// Ends the other side's reading.
    func shutDown() {
        shutdown(number, Int32(SHUT_WR))
    }

    /// What comes is not worth reading.
    func giveUp() {
        isEnded = true
    }
}
