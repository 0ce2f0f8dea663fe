import Model
import SSH

/// A session channel before its program: collects what the client wishes for (OpenSSH calls this the larval phase).
struct LarvalSession {
    /// What to do about a request.
    enum Step: Equatable {
        case accept
        case refuse
        /// The wishes are complete.
        case start(SessionRequest)
    }

    private let accepted: AcceptedEnvironment
    private let subsystems: Set<String>
    private let policy: ForwardingPolicy
    private var terminal: Terminal?
    private var environment: [String: String] = [:]

    /// The client's ssh-agent shall be reached from the session.
    private(set) var wantsAgent = false
    /// The client's display shall be.
    private(set) var x11: X11Forwarding?

    /// Variables beyond this are refused; sshd bounds them by the packet stream alone.
    static let environmentLimit = 128

    init(accepted: AcceptedEnvironment, subsystems: Set<String>, policy: ForwardingPolicy = ForwardingPolicy()) {
        self.accepted = accepted
        self.subsystems = subsystems
        self.policy = policy
    }

    mutating func take(_ request: ChannelRequest.Kind) -> Step {
        switch request {
        case .environment(let name, let value):
            guard accepted.accepts(name), environment[name] != nil || environment.count < Self.environmentLimit else {
                return .refuse
            }
            environment[name] = value
            return .accept
        case .terminal(let terminal):
            // A second pty-req is an error in sshd too.
            guard self.terminal == nil else { return .refuse }
            self.terminal = terminal
            return .accept
        case .windowChange(let size):
            guard terminal != nil else { return .refuse }
            terminal?.size = size
            return .accept
        case .program(.subsystem(let name)) where !subsystems.contains(name):
            return .refuse
        case .program(let program):
            return .start(SessionRequest(program: program, terminal: terminal, environment: environment))
        case .agentForwarding:
            wantsAgent = policy.agent
            return policy.agent ? .accept : .refuse
        case .x11(let wish):
            guard policy.x11, x11 == nil else { return .refuse }
            x11 = wish
            return .accept
        case .signal, .break, .endOfWrite, .unknown:
            return .refuse
        }
    }
}
