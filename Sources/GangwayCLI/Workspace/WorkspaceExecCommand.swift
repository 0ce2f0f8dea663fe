import AdminAPI
import ArgumentParser
import Containers
import EventLoop
import Foundation
import Glibc
import Model
import UnixSignals

struct WorkspaceExecCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec", abstract: "Run a command in a user's workspace, as that user.",
        usage: "gangway workspace exec [-t] NAME [--] [COMMAND …]",
        discussion: """
            The workspace is started where it does not run. As with ssh, the words are joined by blanks and given to the \
            user's login shell; without any, and with -t, the shell itself is what runs. Signals are passed on. The exit \
            status is the command's own, 128 + the number of a signal that ended it, or 255 where Gangway failed.

            It goes by the workspace's guest agent, on the server's machine as root, or by ssh as an administrator. The \
            command is written to the session log; what it reads and writes is not.
            """)

    @OptionGroup var admin: AdminOption
    @Flag(name: .customShort("t"), help: "On a terminal; needs one here, too (ssh -t).") var terminal = false
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Argument(parsing: .captureForPassthrough, help: "The command; options for gangway go before the user.")
    var words: [String] = []

    private static let failure = ExitCode(255)

    /// nil: the login shell.
    var command: String? {
        let words = words.first == "--" ? words.dropFirst() : words[...]
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    func validate() throws {
        if command == nil, !terminal { throw ValidationError("name a command, or say -t for the login shell") }
        if command?.isEmpty == true { throw ValidationError("the command is empty") }
    }

    func run() async throws {
        // Whoever no longer reads is noticed where it is written.
        signal(SIGPIPE, SIG_IGN)
        let code: Int32
        do {
            if terminal, !RawTerminal.isThere { throw CommandError.noTerminal }
            code = try await admin.withServer { server in
                try await server.exec(in: name, command: command, terminal: terminal) { entrance in
                    try await execute(WorkspaceOpener(of: name, by: entrance))
                }
            }
        } catch {
            // 1 would be the command's.
            let text = (error as? WorkspaceError)?.description ?? (error as? any UserFacingError)?.userMessage
            let sentence = Printable.text(text ?? error.localizedDescription)
            FileHandle.standardError.write(Data("Error: \(sentence)\n".utf8))
            throw Self.failure
        }
        if code != 0 { throw ExitCode(code) }
    }

    private func execute(_ opener: WorkspaceOpener) async throws -> Int32 {
        let loop = try EventLoop(label: "exec")
        let program = WorkspaceProgram(on: loop)
        let request = SessionRequest(
            program: command.map { .command($0) } ?? .shell,
            terminal: terminal ? Terminal(type: Environment.value("TERM") ?? "", size: Self.size) : nil)
        let result: Result<Int32, any Error>
        do {
            let code =
                if terminal {
                    try await RawTerminal.with(showsScreen: false) { try await Self.run(request, program, opener) }
                } else {
                    try await Self.run(request, program, opener)
                }
            result = .success(code)
        } catch {
            result = .failure(error)
        }
        await loop.stop()
        return try result.get()
    }

    /// - Returns: the exit status.
    private static func run(
        _ request: SessionRequest, _ program: WorkspaceProgram, _ opener: WorkspaceOpener
    ) async throws -> Int32 {
        let hasTerminal = request.terminal != nil
        // From here on a signal is the program's; one that comes while it is opened waits.
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup, .sigquit, .sigwinch)
        try await program.begin(request, by: opener)
        let passing = Task {
            for await signal in signals {
                switch signal {
                case .sigwinch: if hasTerminal { await program.resize(to: size) }
                // Keys are not signals here: this comes from others, who want an end.
                case _ where hasTerminal: await program.terminate()
                default: if let signal = passed[signal] { await program.send(signal) }
                }
            }
        }
        defer { passing.cancel() }
        return try await program.exit().shellStatus
    }

    private static let passed: [UnixSignal: Signal] = [
        .sigterm: .terminate, .sigint: .interrupt, .sighup: .hangup, .sigquit: .quit,
    ]

    private static var size: TerminalSize {
        let size = StandardOutput.size ?? (0, 0)
        return TerminalSize(columns: size.columns, rows: size.rows)
    }
}
