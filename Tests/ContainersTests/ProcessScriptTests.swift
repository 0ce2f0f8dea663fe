import Foundation
import GatewayTesting
import Glibc
import Testing

@testable import Containers

/// The scripts themselves, in real shells, on real processes.
struct ProcessScriptTests {
    private static let grace: Duration = .milliseconds(300)

    /// Starts `command` as a session's, and knows its leader as the gateway does.
    private func start(_ command: String, terminal: Bool = false) throws -> (process: HostProcess, leader: ExecLeader) {
        let script = LoginScript(program: .command(command), token: 5, uid: 4_000_000_001, home: "/", stty: [])
        let process = try HostProcess(
            ["/usr/bin/bash"] + script.arguments.dropFirst(), terminal: terminal)
        try process.wait(for: "\u{2}")
        var reader = PreambleReader(token: 5, decoder: .raw)
        try reader.take(Array(process.text.utf8))
        return (process, try #require(reader.preamble).leader)
    }

    /// Runs a script to its end, and reaps `process` meanwhile: a zombie still counts as a member of its group.
    private func run(_ shell: HostShell, _ arguments: [String], on process: HostProcess) throws {
        let script = try HostProcess(arguments, program: shell.path)
        try script.wait {
            _ = process.hasEnded
            return script.hasEnded
        }
        #expect(try script.end() == 0)
        #expect(script.text == "")
    }

    /// A number that `process` printed as `NAME=number`.
    private func number(_ name: String, of process: HostProcess) throws -> pid_t {
        let line = try #require(process.text.split(whereSeparator: \.isNewline).last { $0.contains("\(name)=") })
        return try #require(pid_t(line.split(separator: "=").last ?? ""))
    }

    private func lives(_ pid: pid_t) -> Bool { kill(pid, 0) == 0 }

    @Test("Signals reach the leader's group in order", arguments: HostShell.allCases)
    func signals(shell: HostShell) throws {
        let (process, leader) = try start(
            "trap 'echo usr1' USR1; trap 'exit 9' USR2; echo ready; while :; do sleep 0.05; done")
        try process.wait(for: "ready")
        try run(shell, ProcessScript.signal([.user1, .user2], to: leader), on: process)
        #expect(try process.end() == 9)
        #expect(process.text.contains("usr1"))
    }

    @Test("A process of the same pid that started at another time is left alone", arguments: HostShell.allCases)
    func otherProcess(shell: HostShell) throws {
        let (process, leader) = try start("echo ready; exec sleep 100")
        try process.wait(for: "ready")
        let other = ExecLeader(pid: leader.pid, startTime: leader.startTime + 1)
        try run(shell, ProcessScript.signal([.kill], to: other), on: process)
        try run(shell, ProcessScript.terminate(other, grace: Self.grace), on: process)
        try run(shell, ProcessScript.terminate(ExecLeader(pid: .max, startTime: 1), grace: Self.grace), on: process)
        #expect(!process.hasEnded)
    }

    @Test("A process that ends at SIGHUP gets nothing more", arguments: HostShell.allCases)
    func hangup(shell: HostShell) throws {
        let (process, leader) = try start("echo ready; exec sleep 100")
        try process.wait(for: "ready")
        try run(shell, ProcessScript.terminate(leader, grace: .seconds(3600)), on: process)
        #expect(try process.end() == 128 + SIGHUP)
    }

    @Test("A process that is stopped hears of it too", arguments: HostShell.allCases)
    func stopped(shell: HostShell) throws {
        let (process, leader) = try start("trap 'exit 4' HUP; echo ready; kill -STOP $$; sleep 100")
        try process.wait(for: "ready")
        try run(shell, ProcessScript.terminate(leader, grace: .seconds(3600)), on: process)
        #expect(try process.end() == 4)
    }

    @Test("A group that ignores SIGHUP and SIGTERM is killed, children included", arguments: HostShell.allCases)
    func stubborn(shell: HostShell) throws {
        let (process, leader) = try start("trap '' HUP TERM; sleep 100 & echo child=$!; sleep 100")
        try process.wait(for: "child=")
        let child = try number("child", of: process)
        // The script ends when nothing is left, or after its last signal.
        try run(shell, ProcessScript.terminate(leader, grace: Self.grace), on: process)
        #expect(try process.end() == 128 + SIGKILL)
        try process.wait { !lives(child) }
    }

    @Test("A group outlives its leader by the grace at most", arguments: HostShell.allCases)
    func leaderFirst(shell: HostShell) throws {
        let (process, leader) = try start("(trap '' HUP TERM; sleep 100) & echo child=$!; exec sleep 100")
        try process.wait(for: "child=")
        let child = try number("child", of: process)
        try run(shell, ProcessScript.terminate(leader, grace: Self.grace), on: process)
        #expect(try process.end() == 128 + SIGHUP)
        try process.wait { !lives(child) }
    }

    @Test("What left the session lives", arguments: HostShell.allCases)
    func detached(shell: HostShell) throws {
        let (process, leader) = try start("setsid sh -c 'echo daemon=$$; exec sleep 100' & sleep 100; :")
        try process.wait(for: "daemon=")
        let daemon = try number("daemon", of: process)
        defer { kill(daemon, SIGKILL) }
        try run(shell, ProcessScript.terminate(leader, grace: Self.grace), on: process)
        #expect(process.hasEnded)
        #expect(lives(daemon))
    }

    @Test("What ignores SIGHUP and holds nothing of the session lives, its children too", arguments: HostShell.allCases)
    func nohup(shell: HostShell) throws {
        let folder = try TemporaryFolder()
        let (process, leader) = try start(
            """
            nohup python3 -c '
            import signal, subprocess
            default = lambda: signal.signal(signal.SIGHUP, signal.SIG_DFL)
            child = subprocess.Popen(["sleep", "100"], preexec_fn=default)
            open("'$0'", "w").write(str(child.pid))
            child.wait()' >/dev/null 2>&1 </dev/null & echo quiet=$!
            nohup sleep 100 </dev/null & echo loud=$!; sleep 100; :
            """.replacing("'$0'", with: "\(folder.path)/child"))
        let read = { pid_t((try? String(contentsOfFile: "\(folder.path)/child", encoding: .utf8)) ?? "") }
        try process.wait { read() != nil && process.text.contains("loud=") }
        let child = try #require(read())
        let quiet = try number("quiet", of: process)
        let loud = try number("loud", of: process)
        defer { for pid in [quiet, child] { kill(pid, SIGKILL) } }
        try run(shell, ProcessScript.terminate(leader, grace: Self.grace), on: process)
        #expect(process.hasEnded)
        #expect(lives(quiet) && lives(child))
        try process.wait { !lives(loud) }
    }

    @Test("What a leader left behind when it ended lives", arguments: HostShell.allCases)
    func leftBehind(shell: HostShell) throws {
        let (process, leader) = try start("sleep 100 & echo child=$!")
        try process.wait { process.hasEnded }
        // Its last words may still be in the pipe.
        try process.wait(for: "child=")
        let child = try number("child", of: process)
        defer { kill(child, SIGKILL) }
        try run(shell, ProcessScript.terminate(leader, grace: Self.grace), on: process)
        try run(shell, ProcessScript.signal([.kill], to: leader), on: process)
        #expect(lives(child))
    }

    @Test("The foreground group of the terminal ends too, also if it ignores signals", arguments: HostShell.allCases)
    func foreground(shell: HostShell) throws {
        let (process, leader) = try start("exec bash --norc --noprofile -i", terminal: true)
        process.type("PS1=; bash -c 'trap \"\" HUP TERM; echo job=$$; sleep 100; :'\n")
        try process.wait { process.text.contains("\njob=") }
        let job = try number("job", of: process)
        #expect(getpgid(job) == job, "an interactive shell gives a job a group of its own")
        try run(shell, ProcessScript.terminate(leader, grace: Self.grace), on: process)
        #expect(process.hasEnded)
        try process.wait { !lives(job) }
    }
}
