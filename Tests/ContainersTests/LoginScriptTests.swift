import Glibc
import Model
import Testing

@testable import Containers

/// The script itself, in real shells.
struct LoginScriptTests {
    private static let token: UInt64 = 99

    private func start(
        _ shell: HostShell, _ program: SessionRequest.Program, uid: UInt32 = getuid(), home: String = "/tmp",
        terminal: TerminalSize? = nil, environment: [String: String] = [:]
    ) throws -> HostProcess {
        let stty = terminal.map { SttyArguments.make(size: $0, modes: TerminalModes()) } ?? []
        let script = LoginScript(program: program, token: Self.token, uid: uid, home: home, stty: stty)
        return try HostProcess(
            script.arguments, program: shell.path, terminal: terminal != nil, environment: environment)
    }

    /// Runs to the end; output without the preamble.
    private func run(
        _ shell: HostShell, _ program: SessionRequest.Program, uid: UInt32 = getuid(), home: String = "/tmp",
        terminal: TerminalSize? = nil, environment: [String: String] = [:]
    ) throws -> (output: String, code: Int32, preamble: Preamble, pid: pid_t) {
        let process = try start(
            shell, program, uid: uid, home: home, terminal: terminal, environment: environment)
        let code = try process.end()
        var reader = PreambleReader(token: Self.token, decoder: .raw)
        try reader.take(Array(process.text.utf8))
        let preamble = try #require(reader.preamble, "\(process.text)")
        let output = String(decoding: reader.received.flatMap(\.bytes), as: UTF8.self)
        return (output, code, preamble, process.pid)
    }

    @Test("The preamble names the process that the program then is", arguments: HostShell.allCases)
    func leader(shell: HostShell) throws {
        let stat = #"read -r s </proc/self/stat; set -- ${s##*) }; echo $$ ${20}"#
        let result = try run(shell, .command(stat))
        #expect(result.preamble.leader.pid == result.pid)
        #expect(result.output == "\(result.pid) \(result.preamble.leader.startTime)\n")
    }

    @Test("The login environment is the passwd entry's", arguments: HostShell.allCases)
    func passwd(shell: HostShell) throws {
        // The entry is read before anybody asks for another one.
        guard let entry = unsafe getpwuid(getuid())?.pointee else {
            Issue.record("who runs this test has no passwd entry")
            return
        }
        let (name, home) = unsafe (String(cString: entry.pw_name), String(cString: entry.pw_dir))
        let login = unsafe String(cString: entry.pw_shell)
        let result = try run(
            shell, .command(#"echo "$USER $LOGNAME $HOME $PWD $SHELL $(umask)""#),
            environment: ["USER": "x", "HOME": "/nowhere"])
        #expect(result.output == "\(name) \(name) \(home) \(home) \(login) 0022\n")
    }

    @Test("A uid without an entry has /bin/sh, the workspace's home and its user's name", arguments: HostShell.allCases)
    func unknown(shell: HostShell) throws {
        let result = try run(
            shell, .command(#"echo "$USER $HOME $PWD $SHELL""#), uid: 4_000_000_001, environment: ["USERNAME": "alice"])
        #expect(result.output == "alice /tmp /tmp /bin/sh\n")
    }

    @Test("A home that cannot be entered is told, and the program runs in /", arguments: HostShell.allCases)
    func noHome(shell: HostShell) throws {
        let result = try run(shell, .command("pwd"), uid: 4_000_000_001, home: "/nonexistent/home")
        #expect(result.output == "Could not chdir to home directory /nonexistent/home\n/\n")
        #expect(result.code == 0)
    }

    @Test("The program's environment holds nothing of the script's own", arguments: HostShell.allCases)
    func clean(shell: HostShell) throws {
        let result = try run(
            shell, .command("env"), uid: 4_000_000_001, environment: ["name": "kept", "home": "kept", "SSH_TTY": "x"])
        let names = Set(result.output.split(separator: "\n").map { $0.prefix { $0 != "=" } })
        // What shells themselves add.
        let own: Set<Substring> = ["_", "SHLVL", "OLDPWD", "PWD"]
        #expect(names.subtracting(own) == ["PATH", "USER", "LOGNAME", "HOME", "SHELL", "name", "home"])
        #expect(result.output.contains("name=kept\n") && result.output.contains("home=kept\n"))
    }

    @Test("A command reaches the shell as one string, and its status comes back", arguments: HostShell.allCases)
    func command(shell: HostShell) throws {
        let result = try run(shell, .command(#"set -- 'a  b' "c'd" '*' '$x'; printf '%s|' "$@"; exit 42"#))
        #expect(result.output == "a  b|c'd|*|$x|")
        #expect(result.code == 42)
    }

    @Test("A command may be as long as one argument may be", arguments: HostShell.allCases)
    func longCommand(shell: HostShell) throws {
        let tail = "; exit 7"
        let result = try run(shell, .command(": " + String(repeating: "x", count: 131_071 - 2 - tail.count) + tail))
        #expect(result.code == 7)
    }

    @Test("Nothing of standard input is taken from the program", arguments: HostShell.allCases)
    func standardInput(shell: HostShell) throws {
        let process = try start(shell, .command("head -c 22"))
        process.type("first line\nsecond line")
        #expect(try process.end() == 0)
        #expect(process.text.hasSuffix("\u{2}first line\nsecond line"))
    }

    @Test("A shell is a login shell", arguments: HostShell.allCases)
    func loginShell(shell: HostShell) throws {
        let process = try start(shell, .shell)
        process.type("shopt -q login_shell && echo login; exit 5\n")
        #expect(try process.end() == 5)
        #expect(process.text.contains("\u{2}login\n") || process.text.contains("\nlogin\n"))
    }

    @Test("A terminal has its size before the program begins", arguments: HostShell.allCases)
    func terminal(shell: HostShell) throws {
        let size = TerminalSize(columns: 101, rows: 37)
        let result = try run(shell, .command(#"stty size; tty; echo "$SSH_TTY""#), terminal: size)
        #expect(result.preamble.terminalIsSet)
        let lines = result.output.split(separator: "\r\n")
        #expect(lines.count == 3 && lines[0] == "37 101")
        #expect(lines.last?.hasPrefix("/dev/pts/") == true && lines.last == lines[1])
    }

    @Test("Without stty the preamble says so, and the program runs", arguments: HostShell.allCases)
    func noStty(shell: HostShell) throws {
        // busybox has an stty of its own whatever the path.
        let size = TerminalSize(columns: 80, rows: 24)
        let result = try run(shell, .command("echo here"), terminal: size, environment: ["PATH": "/nonexistent"])
        if shell != .busybox { #expect(!result.preamble.terminalIsSet) }
        #expect(result.output.hasSuffix("here\r\n"))
    }

    @Test("One word that stty does not know costs the modes, not the size", arguments: HostShell.allCases)
    func unknownWord(shell: HostShell) throws {
        let stty = SttyArguments.make(size: TerminalSize(columns: 90, rows: 30), modes: TerminalModes()) + ["nonsense"]
        let script = LoginScript(
            program: .command("stty size"), token: Self.token, uid: getuid(), home: "/tmp", stty: stty)
        let process = try HostProcess(script.arguments, program: shell.path, terminal: true)
        try process.end()
        #expect(process.text.contains(" 1\u{2}30 90\r\n"))
    }

    @Test("The preamble passes a terminal that changes output", arguments: HostShell.allCases)
    func outputModes(shell: HostShell) throws {
        let words = SttyArguments.make(size: TerminalSize(columns: 90, rows: 30), modes: TerminalModes())
        let script = LoginScript(
            program: .command("echo x"), token: Self.token, uid: getuid(), home: "/tmp",
            stty: words + ["olcuc", "-onlcr"])
        let process = try HostProcess(script.arguments, program: shell.path, terminal: true)
        try process.end()
        var reader = PreambleReader(token: Self.token, decoder: .raw)
        try reader.take(Array(process.text.utf8))
        #expect(reader.preamble?.terminalIsSet == true)
    }

    @Test("An unknown subsystem ends with 127", arguments: HostShell.allCases)
    func subsystem(shell: HostShell) throws {
        let result = try run(shell, .subsystem("netconf"))
        #expect(result.code == 127)
        #expect(result.output == "no such subsystem\n")
    }
}
