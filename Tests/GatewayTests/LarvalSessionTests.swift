import Model
import Testing

@testable import Gateway
@testable import SSH

struct LarvalSessionTests {
    private let larva = LarvalSession(
        accepted: AcceptedEnvironment(["LANG", "LC_*"]), subsystems: ["sftp"])
    private let terminal = Terminal(type: "xterm", size: TerminalSize(columns: 80, rows: 24))

    @Test("wishes are collected until a program is asked for")
    func collects() {
        var larva = larva
        #expect(larva.take(.environment(name: "LANG", value: "C")) == .accept)
        #expect(larva.take(.terminal(terminal)) == .accept)
        #expect(
            larva.take(.program(.command("true")))
                == .start(SessionRequest(program: .command("true"), terminal: terminal, environment: ["LANG": "C"])))
    }

    @Test("a variable that is not listed is refused and not kept")
    func unlistedVariable() {
        var larva = larva
        #expect(larva.take(.environment(name: "LD_PRELOAD", value: "x")) == .refuse)
        #expect(larva.take(.program(.shell)) == .start(SessionRequest(program: .shell)))
    }

    @Test("more than 128 variables are refused, the last value of a name wins")
    func manyVariables() {
        var larva = larva
        for number in 0..<LarvalSession.environmentLimit {
            #expect(larva.take(.environment(name: "LC_\(number)", value: "a")) == .accept)
        }
        #expect(larva.take(.environment(name: "LC_more", value: "a")) == .refuse)
        #expect(larva.take(.environment(name: "LC_0", value: "b")) == .accept)
        guard case .start(let request) = larva.take(.program(.shell)) else { return #expect(Bool(false)) }
        #expect(request.environment["LC_0"] == "b" && request.environment["LC_more"] == nil)
    }

    @Test("a second terminal is refused")
    func secondTerminal() {
        var larva = larva
        #expect(larva.take(.terminal(terminal)) == .accept)
        #expect(larva.take(.terminal(terminal)) == .refuse)
    }

    @Test("a window-change before the program sets the first size, and is refused without a terminal")
    func earlyWindowChange() {
        var larva = larva
        let size = TerminalSize(columns: 132, rows: 50)
        #expect(larva.take(.windowChange(size)) == .refuse)
        #expect(larva.take(.terminal(terminal)) == .accept)
        #expect(larva.take(.windowChange(size)) == .accept)
        guard case .start(let request) = larva.take(.program(.shell)) else { return #expect(Bool(false)) }
        #expect(request.terminal?.size == size)
    }

    @Test("unknown subsystems, signals, breaks and unknown requests are refused, and the larva lives on")
    func refused() {
        var larva = larva
        let requests: [ChannelRequest.Kind] = [
            .program(.subsystem("netconf")), .signal(.terminate), .break(milliseconds: 1), .endOfWrite, .unknown,
        ]
        for request in requests { #expect(larva.take(request) == .refuse) }
        #expect(larva.take(.program(.subsystem("sftp"))) == .start(SessionRequest(program: .subsystem("sftp"))))
    }

    @Test("the agent and one display are taken where the policy allows them")
    func forwards() throws {
        let x11 = try #require(
            X11Forwarding(
                isSingleConnection: false, authenticationProtocol: "MIT-MAGIC-COOKIE-1", cookie: "00ff", screen: 0))
        var larva = larva
        #expect(larva.take(.agentForwarding) == .accept && larva.wantsAgent)
        #expect(larva.take(.x11(x11)) == .accept && larva.x11 == x11)
        #expect(larva.take(.x11(x11)) == .refuse)

        var policy = ForwardingPolicy()
        policy.agent = false
        policy.x11 = false
        var refused = LarvalSession(accepted: AcceptedEnvironment([]), subsystems: [], policy: policy)
        #expect(refused.take(.agentForwarding) == .refuse && !refused.wantsAgent)
        #expect(refused.take(.x11(x11)) == .refuse && refused.x11 == nil)
    }
}
