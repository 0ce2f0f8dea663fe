import AdminAPI
import ArgumentParser
import Model
import Recording

struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Play a recording; space pauses, q leaves.",
        discussion: """
            On anything but a terminal, what the program wrote goes to standard output at once, as it was. A live \
            session's recording is played to the present.
            """)

    @OptionGroup var admin: AdminOption
    @Argument(help: "The recording.", transform: SessionID.argument) var id: SessionID
    @Option(help: "How many times faster.") var speed = 1.0
    @Option(help: "Where to begin: 12:30, 1:02:03, or seconds.", transform: Self.place) var from = 0.0
    @Option(help: ArgumentHelp("Shorten pauses to this.", valueName: "seconds")) var idleLimit: Double?

    static func place(_ text: String) throws -> Double {
        guard let seconds = Quantity.parsePlace(text) else {
            throw ValidationError("a place is such as 12:30, 1:02:03, or seconds")
        }
        return seconds
    }

    func validate() throws {
        guard (0.01...1000).contains(speed) else { throw ValidationError("--speed: from 0.01 to 1000") }
        if let idleLimit, !(0...1e9).contains(idleLimit) { throw ValidationError("--idle-limit: 0 or more seconds") }
    }

    func run() async throws {
        let end = try await admin.withServer { server in
            try await server.replay(id, from: from) { lines in
                guard StandardOutput.isTerminal else { return try await Self.copy(lines) }
                return try await RawTerminal.with { try await play(lines) }
            }
        }
        if end.exitCode != 0 { throw ExitCode(end.exitCode) }
    }

    private static func copy(_ lines: AdminLines) async throws -> ScreenPlay.End {
        try await lines.eachLine { line in
            if let event = CastLine(line), event.kind == .output { try StandardOutput.write(event.text) }
        }
        return .ended
    }

    private func play(_ lines: AdminLines) async throws -> ScreenPlay.End {
        let playback = Playback(speed: speed, from: from, idleLimit: idleLimit)
        let id = id
        // The header or the first resize tells the size.
        let view = ScreenView(
            size: CastSize(columns: 80, rows: 24), viewport: StandardOutput.size ?? (80, 24), title: "\(id)")
        var play = ScreenPlay(view: view, staysAtEnd: true)
        play.onKey = { if $0 == Keys.space { await playback.toggle() } }
        play.onPaint = {
            let state = await playback.isAtEnd ? "at its end" : await playback.isPaused ? "paused" : "space pauses"
            await view.entitle("\(Quantity.place(await playback.place)) · \(state) · q leaves · \(id)")
        }
        return try await play.run {
            try await lines.eachLine { line in
                if let event = CastLine(line) {
                    try await playback.wait(for: event)
                    await view.take(event)
                } else if let size = CastSize(header: line[...]) {
                    await view.take(
                        CastLine(time: 0, kind: .resize, text: Array("\(size.columns)x\(size.rows)".utf8)))
                }
            }
            await playback.end()
        }
    }
}
