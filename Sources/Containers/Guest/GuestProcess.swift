import EventLoop
import Glibc
import GuestProtocol
import Logging
import Model

/// A session's process that a guest agent started. Its connection stands for it: the guest agent says there how it
/// ended, and nothing else is believed.
final class GuestProcess: WorkspaceProcess {
    private enum State {
        case running
        case ended(ProcessExit)
        case lost(cause: String)
    }

    var onEnd: (() -> Void)?

    private let socket: OwnedDescriptor
    private let terminal: Pseudoterminal?
    private let loop: EventLoop
    private let log: Logger
    private var watch: Watch?
    private var state = State.running
    private var isTerminating = false
    private var hasTerminated = false
    private var waiter: LoopContinuation<Void>?

    init(
        socket: consuming OwnedDescriptor, terminal: Pseudoterminal?, loop: EventLoop, log: Logger
    ) throws(SystemError) {
        self.socket = socket
        self.terminal = terminal
        self.loop = loop
        self.log = log
        do {
            watch = try loop.watch(self.socket.rawValue, for: .readable) { [unowned self] _ in receive() }
        } catch {
            throw error as? SystemError ?? SystemError("epoll_ctl", code: EINVAL)
        }
    }

    deinit {
        watch?.cancel()
    }

    // MARK: WorkspaceProcess

    var ending: ProcessEnding {
        switch state {
        case .running: .running
        case .ended: .known
        case .lost: .lost
        }
    }

    func resize(to size: TerminalSize) {
        terminal?.resize(to: size)
    }

    func send(_ signal: Signal) {
        guard case .running = state else { return }
        tell(.signal(signal.number))
    }

    nonisolated(nonsending) func exit() async throws(WorkspaceError) -> ProcessExit {
        while case .running = state { await loop.suspension { waiter = $0 } }
        switch state {
        case .ended(let exit): return exit
        case .lost(let cause): throw .lost(cause: cause)
        case .running: throw .lost(cause: "it still runs")
        }
    }

    nonisolated(nonsending) func terminate(grace: Duration) async {
        isTerminating = true
        tell(.terminate(grace: UInt32(clamping: grace.milliseconds)))
        var isLate = false
        let timer = loop.after(grace * 2 + .seconds(10)) { [self] in
            isLate = true
            wake()
        }
        while !hasTerminated, !isLate {
            if case .lost = state { break }
            await loop.suspension { waiter = $0 }
        }
        timer.cancel()
        if isLate { log.error("process not ended", metadata: ["cause": "the guest agent does not answer"]) }
    }

    // MARK: -

    private func tell(_ request: GuestRequest) {
        // A guest agent that does not read is none; the buffer holds thousands of these.
        if !MessageSocket.send(request, on: socket.rawValue) { lose("the guest agent does not read") }
    }

    private func receive() {
        do throws(MalformedMessage) {
            let received = try MessageSocket.receive(
                GuestReply.self, from: socket.rawValue, limit: GuestDialogue.replyLimit)
            switch received {
            case .nothing: return
            case .end: lose("the guest agent is gone")
            case .message(let reply, let descriptors):
                MessageSocket.discard(descriptors)
                take(reply)
            }
        } catch {
            lose("the guest agent sent nonsense")
        }
    }

    private func take(_ reply: GuestReply) {
        switch (reply, state) {
        case (.exited(let exit), .running): end(.ended(ProcessExit(exit)))
        case (.terminated, _) where isTerminating && !hasTerminated:
            hasTerminated = true
            wake()
        default: lose("the guest agent sent what nobody asked for")
        }
    }

    private func lose(_ cause: String) {
        watch?.cancel()
        watch = nil
        guard case .running = state else {
            // Whether the rest has ended will never be known.
            hasTerminated = true
            return wake()
        }
        end(.lost(cause: cause))
    }

    private func end(_ state: State) {
        self.state = state
        wake()
        onEnd?()
        onEnd = nil
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }
}

extension ProcessExit {
    fileprivate init(_ exit: GuestExit) {
        switch exit {
        case .status(let code): self = .status(code)
        case .signal(let number, let coreDumped): self.init(signal: Int32(number), coreDumped: coreDumped)
        }
    }
}
