import CLinux
import EventLoop
import Glibc
import GuestProtocol

/// The addresses of a host's name, as the container's files and name servers tell them. Looked up in a process of its
/// own (`gangway-guest resolve`), by the user, so that a slow or lying name server holds up nobody else.
final class Resolution {
    private unowned let agent: GuestAgent
    private let onEnd: ([String]) -> Void
    private var pid: pid_t = -1
    private var output: OwnedDescriptor?
    private var collected: [UInt8] = []
    private var watch: Watch?
    private var timer: Timer?

    private static let limit: Duration = .seconds(20)
    /// At once. Whoever wants more than that looks for trouble.
    static let countLimit = 32
    private static let outputLimit = 4096

    /// What needs no looking up: an address, or the loopback's name.
    static func known(_ name: String) -> [String]? {
        if name == "localhost" { return ["::1", "127.0.0.1"] }
        var storage = in6_addr()
        let isAddress = unsafe inet_pton(AF_INET, name, &storage) == 1 || inet_pton(AF_INET6, name, &storage) == 1
        return isAddress ? [name] : nil
    }

    /// - Parameter onEnd: called once, in a later turn, with no address where there is none.
    init(of name: String, as user: GuestUser, agent: GuestAgent, onEnd: @escaping ([String]) -> Void) {
        self.agent = agent
        self.onEnd = onEnd
        agent.resolutions += 1
        var reader: Int32 = -1
        var writer: Int32 = -1
        guard unsafe gangway_pipe(&reader, &writer) == 0 else {
            finishLater()
            return
        }
        let nothing = unsafe open("/dev/null", O_RDWR | O_CLOEXEC)
        defer {
            close(writer)
            close(nothing)
        }
        _ = gangway_set_nonblocking(reader)
        output = OwnedDescriptor(owning: reader)
        let program = GuestProgram(
            kind: .sftp, uid: user.uid, gid: user.gid, home: Array("/".utf8), environment: [], hasTerminal: false,
            farewell: .keep)
        var login = Login(
            program, accounts: AccountFiles(passwd: [], group: []), base: agent.environment, terminal: nil,
            isExecutable: { _ in false })
        login.arguments = ["gangway-guest", "resolve", name].map { Array($0.utf8) }
        guard let child = ProgramStart(login: login, program: program).run([nothing, writer, nothing]) else {
            finishLater()
            return
        }
        close(child.report)
        pid = child.pid
        agent.adopt(pid)
        watch = try? agent.loop.watch(reader, for: [.readable, .readHangup]) { [unowned self] _ in read() }
        timer = agent.loop.after(Self.limit) { [weak self] in self?.finish() }
        if watch == nil { finishLater() }
    }

    private func read() {
        guard let descriptor = output?.rawValue else { return }
        var piece = [UInt8](repeating: 0, count: 1024)
        let count = unsafe Glibc.read(descriptor, &piece, piece.count)
        if count > 0, collected.count < Self.outputLimit {
            collected += piece[..<count]
            return
        }
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        finish()
    }

    private func finishLater() {
        agent.loop.defer { [weak self] in self?.finish() }
    }

    private func finish() {
        stop()
        onEnd(collected.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
    }

    private func stop() {
        watch?.cancel()
        watch = nil
        timer?.cancel()
        timer = nil
        output = nil
    }

    deinit {
        stop()
        if pid > 0 { agent.kill(pid) }
        agent.resolutions -= 1
    }
}
