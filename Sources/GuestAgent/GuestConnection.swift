import CLinux
import EventLoop
import Glibc
import GuestProtocol

/// One connection of the gateway: one program, from its start to its end, one socket of a forward, or one question.
///
/// Its life: hello; the gateway says what it wants, within a limit; the program starts and runs; its end is reported;
/// the gateway closes. A gateway that closes earlier is gone: the program is ended or kept, as it was asked for.
/// For a forward: a socket is handed over, or each that is accepted until the gateway closes.
final class GuestConnection {
    private enum State {
        case waiting(Timer)
        /// Forked, and not yet known to be the program.
        case starting(GuestProgram, pid_t)
        case running(GuestProgram, pid_t)
        case connecting(ForwardConnector)
        case listening(ForwardListener)
        case inquiring(LifeInquiry)
        case ended
    }

    private let socket: OwnedDescriptor
    private unowned let agent: GuestAgent
    private var state = State.ended
    private var watch: Watch?
    private var reportWatch: Watch?
    private var report: Int32 = -1

    /// For the first word of whoever connects.
    private static let requestLimit: Duration = .seconds(10)

    init(_ socket: consuming OwnedDescriptor, agent: GuestAgent) {
        self.socket = socket
        self.agent = agent
    }

    /// - Returns: false where it cannot be served.
    func begin() -> Bool {
        let hello = GuestReply.hello(version: GuestPlaces.version)
        guard MessageSocket.send(hello, with: agent.terminals.map { [$0] } ?? [], on: socket.rawValue) else {
            return false
        }
        watch = try? agent.loop.watch(socket.rawValue, for: .readable) { [unowned self] _ in receive() }
        guard watch != nil else { return false }
        state = .waiting(agent.loop.after(Self.requestLimit) { [unowned self] in finish() })
        return true
    }

    // MARK: From the gateway

    private func receive() {
        do throws(MalformedMessage) {
            switch try MessageSocket.receive(
                GuestRequest.self, from: socket.rawValue, limit: GuestPlaces.messageLimit)
            {
            case .nothing: break
            case .end: leave()
            case .message(let request, let descriptors):
                take(request, descriptors)
                MessageSocket.discard(descriptors)
            }
        } catch {
            leave()
        }
    }

    private func take(_ request: GuestRequest, _ descriptors: [Int32]) {
        switch (request, state) {
        case (.start(let program), .waiting(let timer)):
            timer.cancel()
            start(program, descriptors)
        case (.connect(let address, let user), .waiting(let timer)):
            timer.cancel()
            connect(to: address, as: user)
        case (.listen(let listening, let user), .waiting(let timer)):
            timer.cancel()
            listen(listening, as: user)
        case (.life(let question), .waiting(let timer)):
            timer.cancel()
            state = .inquiring(
                LifeInquiry(question, on: agent.loop) { [weak self] life in
                    self?.send(.life(life))
                    self?.finish()
                })
        case (.signal(let number), .starting(_, let pid)), (.signal(let number), .running(_, let pid)):
            if number > 0 { kill(-pid, number) }
        case (.terminate(let grace), .starting(let program, let pid)),
            (.terminate(let grace), .running(let program, let pid)):
            agent.terminate(pid, of: program, grace: grace) { [weak self] in self?.send(.terminated) }
        case (.terminate, .ended):
            // What it left behind on purpose is spared.
            send(.terminated)
        case (.signal, .ended):
            break
        default:
            leave()
        }
    }

    private func start(_ program: GuestProgram, _ descriptors: [Int32]) {
        guard descriptors.count == (program.hasTerminal ? 1 : 3) else { return leave() }
        let terminal = program.hasTerminal ? TerminalName.of(descriptors[0]) : nil
        let login = Login(
            program, accounts: AccountFiles(), base: agent.environment, terminal: terminal,
            isExecutable: { unsafe access($0, X_OK) == 0 })
        guard let child = ProgramStart(login: login, program: program).run(descriptors) else {
            let code = errno
            state = .ended
            return send(.failed(.fork, code: code))
        }
        agent.adopt(child.pid, by: self)
        state = .starting(program, child.pid)
        report = child.report
        reportWatch = try? agent.loop.watch(report, for: [.readable, .readHangup]) { [unowned self] _ in readReport() }
        if reportWatch == nil { readReport() }
    }

    /// The start's outcome: nothing but the end of the pipe once the program runs.
    private func readReport() {
        guard report >= 0 else { return }
        var failure = gangway_start_failure()
        let count = unsafe read(report, &failure, MemoryLayout<gangway_start_failure>.size)
        if count < 0, errno == EAGAIN || errno == EINTR { return }
        reportWatch?.cancel()
        reportWatch = nil
        close(report)
        report = -1
        guard case .starting(let program, let pid) = state else { return }
        if count == MemoryLayout<gangway_start_failure>.size {
            state = .ended
            send(.failed(GuestStep(rawValue: UInt8(truncatingIfNeeded: failure.step)) ?? .exec, code: failure.code))
        } else {
            state = .running(program, pid)
            send(.started(pid: pid))
        }
    }

    // MARK: Forwards

    private func connect(to address: GuestAddress, as user: GuestUser) {
        state = .connecting(
            ForwardConnector(to: address, as: user, agent: agent) { [weak self] outcome in
                switch outcome {
                case .refused(let code): self?.send(.refused(code: code))
                case .connected(let socket):
                    self?.send(.connected, with: socket)
                    close(socket)
                }
            })
    }

    private func listen(_ listening: GuestListening, as user: GuestUser) {
        let listener = ForwardListener.make(listening, as: user, agent: agent) { [unowned self] accepted in
            // A gateway that cannot take one more now may take the next one.
            let reply = GuestReply.accepted(host: accepted.host, port: accepted.port)
            _ = MessageSocket.send(reply, with: [accepted.socket], on: socket.rawValue)
            close(accepted.socket)
        }
        guard let listener else {
            let code = errno
            state = .ended
            return send(.refused(code: code))
        }
        state = .listening(listener)
        send(.listening(port: listener.port, path: listener.path))
    }

    // MARK: From the child

    /// The program has ended and was reaped.
    func childEnded(_ exit: GuestExit) {
        // Its last word on its start is in the pipe by now.
        readReport()
        guard case .running = state else { return }
        state = .ended
        send(.exited(exit))
    }

    // MARK: The end

    private func send(_ reply: GuestReply, with descriptor: Int32? = nil) {
        // A gateway that does not read is gone as well.
        guard MessageSocket.send(reply, with: descriptor.map { [$0] } ?? [], on: socket.rawValue) else {
            return agent.loop.defer { [weak self] in self?.leave() }
        }
    }

    /// The gateway has closed, or speaks nonsense.
    private func leave() {
        switch state {
        case .starting(let program, let pid), .running(let program, let pid):
            if case .terminate(let grace) = program.farewell { agent.terminate(pid, of: program, grace: grace) {} }
        case .waiting(let timer):
            timer.cancel()
        case .connecting(let connector): connector.cancel()
        case .inquiring(let inquiry): inquiry.cancel()
        case .listening, .ended: break
        }
        finish()
    }

    private func finish() {
        state = .ended
        watch?.cancel()
        watch = nil
        reportWatch?.cancel()
        reportWatch = nil
        if report >= 0 { close(report) }
        report = -1
        agent.forget(self)
    }
}
