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
            user's login shell; without any, and with -t, the shell itself is what runs. SIGINT, SIGTERM and SIGQUIT are \
            passed on; the third of them, SIGHUP, and any with -t end the command. The exit status is the command's own, \
            128 + the number of a signal that ended it, 255 where Gangway failed, or 64 for words that it does not take.

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
            code = try await admin.withServer { [name, command, terminal] server in
                try await server.exec(in: name, command: command, terminal: terminal, onLoss: Self.noteLoss) {
                    try await Self.execute(command, terminal, WorkspaceOpener(of: name, by: $0))
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

    @Sendable private static func noteLoss() {
        let text = "gangway: the server has ended; its successor does not know that this workspace is used\r\n"
        FileHandle.standardError.write(Data(text.utf8))
    }

    private static func execute(_ command: String?, _ terminal: Bool, _ opener: WorkspaceOpener) async throws -> Int32 {
        let loop = try EventLoop(label: "exec")
        let program = WorkspaceProgram(on: loop)
        let request = SessionRequest(
            program: command.map { .command($0) } ?? .shell,
            terminal: terminal ? Terminal(type: Environment.value("TERM") ?? "", size: size) : nil)
        let result: Result<Int32, any Error>
        do {
            let code =
                if terminal {
                    try await RawTerminal.with(showsScreen: false) { try await run(request, program, opener) }
                } else {
                    try await run(request, program, opener)
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
        // From here on a signal is the program's; one that comes while it is opened waits.
        let ending = endings.filter { !$0.isIgnored }
        let signals = await UnixSignalsSequence(trapping: ending.map(\.unix) + [.sigwinch])
        try await program.begin(request, by: opener)
        let passing = Task { [hasTerminal = request.terminal != nil] in
            var count = 0
            for await signal in signals {
                guard let ending = ending.first(where: { $0.unix == signal }) else {
                    if hasTerminal { await program.resize(to: size) }
                    continue
                }
                count += 1
                // With a terminal keys are no signals: this comes from others, who want an end. So do those who insist,
                // and those who have left.
                if hasTerminal || count == mostPassed || signal == .sighup {
                    await program.terminate()
                } else {
                    await program.send(ending.passed)
                }
            }
        }
        await program.ended()
        passing.cancel()
        // What it wrote may have to wait for somebody to read it.
        for ending in ending { ending.restore() }
        return try await program.exit().shellStatus
    }

    /// The last of so many signals is no longer passed on: it ends the program.
    private static let mostPassed = 3

    private static let endings = [
        EndingSignal(.sigterm, SIGTERM, .terminate), EndingSignal(.sigint, SIGINT, .interrupt),
        EndingSignal(.sighup, SIGHUP, .hangup), EndingSignal(.sigquit, SIGQUIT, .quit),
    ]

    private static var size: TerminalSize {
        let size = StandardOutput.size ?? (0, 0)
        return TerminalSize(columns: size.columns, rows: size.rows)
    }
}

/// A signal that asks a process to end.
private struct EndingSignal: Sendable {
    let unix: UnixSignal
    let passed: Signal
    private let number: Int32

    init(_ unix: UnixSignal, _ number: Int32, _ passed: Signal) {
        self.unix = unix
        self.number = number
        self.passed = passed
    }

    /// As `nohup` has it, and a shell for what runs in the background.
    var isIgnored: Bool {
        var action = sigaction()
        unsafe sigaction(number, nil, &action)
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == Self.ignoring
    }

    /// It ends this process again.
    func restore() { _ = signal(number, SIG_DFL) }

    /// SIG_IGN.
    private static let ignoring = 1
}
