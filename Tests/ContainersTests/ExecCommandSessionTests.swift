import Model
import Testing

@testable import Containers

struct ExecCommandSessionTests {
    private static let endpoints = SessionEndpoints(
        client: SocketAddress(host: "2001:db8::1", port: 50000), server: SocketAddress(host: "192.0.2.1", port: 2200))

    private func command(_ request: SessionRequest) -> ExecCommand {
        let container = RunningContainer(ContainerID("1"), labels: [:], of: Profile())
        return ExecCommand(session: request, token: 7, endpoints: Self.endpoints, in: container)
    }

    @Test("The environment says where the client comes from, as sshd does")
    func connection() {
        let environment = command(SessionRequest(program: .shell)).environment
        #expect(
            environment == [
                "SSH_CONNECTION": "2001:db8::1 50000 192.0.2.1 2200", "SSH_CLIENT": "2001:db8::1 50000 2200",
            ])
    }

    @Test("A client sets variables, but none that say who it is and none that no process can have")
    func environment() {
        let request = SessionRequest(
            program: .shell,
            environment: [
                "LANG": "C.UTF-8", "GIT_PROTOCOL": "version=2", "EMPTY": "",
                "HOME": "/x", "USER": "root", "LOGNAME": "root", "SHELL": "/x", "USERNAME": "root", "USER_ID": "0",
                "SSH_CONNECTION": "1", "SSH_AUTH_SOCK": "/x", "": "x", "A=B": "x", "NUL": "a\0b", "N\0": "x",
            ])
        let environment = command(request).environment.filter { !$0.key.hasPrefix("SSH_C") }
        #expect(environment == ["LANG": "C.UTF-8", "GIT_PROTOCOL": "version=2", "EMPTY": ""])
        #expect(command(request).environment["SSH_CONNECTION"] == "2001:db8::1 50000 192.0.2.1 2200")
    }

    @Test("TERM is the terminal's")
    func term() {
        let terminal = Terminal(type: "xterm-256color", size: TerminalSize(columns: 80, rows: 24))
        let request = SessionRequest(program: .shell, terminal: terminal, environment: ["TERM": "dumb"])
        #expect(command(request).environment["TERM"] == "xterm-256color")
        #expect(command(request).terminal)
        #expect(!command(SessionRequest(program: .shell)).terminal)
    }

    @Test("A session has exactly the workspace's user and group, and its input")
    func user() {
        let command = command(SessionRequest(program: .shell))
        #expect(command.user == "1000:1000")
        #expect(command.standardInput)
    }

    @Test("A command is one argument whatever is in it")
    func oneArgument() {
        let text = "echo 'a  b' \"$HOME\"; # \n *"
        let arguments = command(SessionRequest(program: .command(text))).arguments
        #expect(Array(arguments.dropFirst(3)) == ["gangway", "7", "1000", "/home/user", "command", text])
        #expect(!arguments[2].contains(text))
    }

    @Test("stty's words come last, and with a terminal only")
    func stty() {
        let terminal = Terminal(type: "vt100", size: TerminalSize(columns: 80, rows: 24))
        let with = command(SessionRequest(program: .subsystem("sftp"), terminal: terminal)).arguments
        #expect(Array(with.dropFirst(7)) == ["sftp", "", "rows", "24", "cols", "80"])
        #expect(Array(command(SessionRequest(program: .shell)).arguments.dropFirst(7)) == ["shell", ""])
    }
}
