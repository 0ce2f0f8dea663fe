import AdminAPI
import ArgumentParser
import Model
import Recording

struct WatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Watch a session's terminal live; q leaves.",
        discussion: """
            Nothing that is typed reaches the session. Its screen keeps its own size: a smaller one has a border, of a \
            larger one the part around the cursor is shown. Only sessions that are recorded can be watched.
            """)

    @OptionGroup var admin: AdminOption
    @Argument(help: "The session.", transform: SessionID.argument) var id: SessionID

    func run() async throws {
        guard RawTerminal.isThere else { throw CommandError.noTerminal }
        StandBack.thisProcess()
        let end = try await admin.withServer { server in
            let session = try await server.session(id)
            return try await server.watch(id) { lines in
                // The server has said yes: from here on the terminal is another.
                try await RawTerminal.with { try await Self.play(lines, of: session) }
            }
        }
        if end == .ended { try StandardOutput.print("the session \(id) has ended") }
        if end.exitCode != 0 { throw ExitCode(end.exitCode) }
    }

    private static func play(_ lines: AdminLines, of session: SessionEntry) async throws -> ScreenPlay.End {
        let what = session.command.map { " · \($0)" } ?? ""
        // Until the recording tells: 80x24 where the client has no terminal of its own, as in recordings.
        let known = session.terminal.flatMap { $0.columns > 0 && $0.rows > 0 ? $0 : nil }
        let view = ScreenView(
            size: CastSize(columns: known?.columns ?? 80, rows: known?.rows ?? 24),
            viewport: StandardOutput.size ?? (80, 24), title: "q leaves · \(session.user) \(session.id)\(what)")
        return try await ScreenPlay(view: view).run {
            try await lines.eachLine { line in
                if let event = CastLine(line) { await view.take(event) }
            }
        }
    }
}
