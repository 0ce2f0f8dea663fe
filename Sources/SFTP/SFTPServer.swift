internal import CLinux
import Glibc

/// One SFTP session: version 3 (draft-ietf-secsh-filexfer-02) with OpenSSH's extensions (its file PROTOCOL).
///
/// It runs as the user whose files it serves, in the folder that relative paths start from, with the umask that new
/// files get: what the kernel lets that user do is what the client may do. Requests are answered in their order, as
/// many as one read brings, and their replies written together. All calls block.
///
/// The client is not trusted: what it sends is bounded and checked, and a request that makes no sense is refused.
public struct SFTPServer: ~Copyable {
    private enum State {
        /// Before SSH_FXP_INIT.
        case new
        case serving
    }

    private static let versionOfProtocol: UInt32 = 3
    /// Room in the pipes for a request or reply of the longest kind. Who made the pipes pays for their pages
    /// (pipe-user-pages-soft), so it is no more; with 1 MiB no speed was gained.
    private static let pipeSize: Int32 = 256 << 10

    private var state = State.new
    private var requests: RequestBuffer
    var replies: ReplyBuffer
    var handles = Handles()
    var accounts = Accounts()
    let scratch = Scratch()
    private let output: Int32

    /// - Parameters:
    ///   - input: what the client sends, a pipe or a socket. Both stay open and belong to the caller.
    ///   - output: what goes to the client.
    public init(input: Int32, output: Int32) {
        requests = RequestBuffer(input)
        replies = ReplyBuffer(output)
        self.output = output
        // More than the default of 64 KiB saves waking up; where the kernel refuses, it is only slower.
        gangway_grow_pipe(input, Self.pipeSize)
        gangway_grow_pipe(output, Self.pipeSize)
    }

    /// Serves until the client leaves.
    /// - Returns: the exit status: 0, or 1 where the client broke the protocol (said on stderr) or reads no longer.
    public mutating func run() -> Int32 {
        // The end of the client is an error of write, not a signal.
        _ = signal(SIGPIPE, SIG_IGN)
        do {
            while try requests.fill() {
                while var packet = try requests.next() { try answer(&packet) }
                try replies.flush()
            }
            return 0
        } catch {
            if case .protocolError(let what) = error { complain(what) }
            return 1
        }
    }

    private func complain(_ what: StaticString) {
        let line = Array("sftp: the client sent \(what)\n".utf8)
        _ = unsafe line.withUnsafeBytes { unsafe Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    private mutating func answer(_ packet: inout PacketReader) throws(SFTPError) {
        // A packet too short for its type or its id cannot be answered.
        guard let type = try? packet.byte() else { throw .protocolError("an empty packet") }
        if case .new = state {
            guard type == 1, (try? packet.uint32()) != nil else {
                throw .protocolError("something before SSH_FXP_INIT")
            }
            state = .serving
            try sendVersion()
            return
        }
        guard let id = try? packet.uint32() else { throw .protocolError("a packet without an id") }
        do throws(SFTPError) {
            guard let type = RequestType(rawValue: type) else { throw .refused(.unsupported, "Unknown request") }
            try answer(type, id, &packet)
        } catch .refused(let code, let message) {
            try replies.status(id, code, message)
        } catch .system(let number) {
            try replies.status(id, errno: number)
        }
    }

    /// SSH_FXP_VERSION has the version where other replies have the id.
    private mutating func sendVersion() throws(SFTPError) {
        try replies.begin(.version, Self.versionOfProtocol)
        for known in ExtendedRequest.allCases {
            replies.string(Array(known.rawValue.utf8))
            replies.string(known.version)
        }
        try replies.finish()
    }

    /// Whether the client has closed its end, for a request that takes long.
    func clientIsGone() -> Bool {
        var ready = pollfd(fd: output, events: 0, revents: 0)
        return unsafe poll(&ready, 1, 0) == 1
    }
}
