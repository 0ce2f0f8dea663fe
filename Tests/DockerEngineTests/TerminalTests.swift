import Containers
import Model
import Testing

@Suite(.timeLimit(.minutes(20)))
struct TerminalTests {
    /// A program in a container with a terminal in raw mode, which has said that it is ready.
    private func attach(_ script: String, _ fixture: RealEngine) async throws -> AttachedCommand {
        let container = try await fixture.run()
        let script = "stty raw -echo; printf ready; \(script)"
        let command = ExecCommand(arguments: ["/bin/sh", "-c", script], user: "user", terminal: true)
        let attached = try await fixture.attach(command, in: container)
        try await attached.read(until: "ready")
        return attached
    }

    @Test("with a terminal, stdout and stderr come raw and as one")
    func raw() async throws {
        try await RealEngine.use { fixture in
            let command = try await attach("printf out; printf err >&2; test -t 0 && printf tty; exit 3", fixture)
            #expect(try await command.finish() == .init(output: "readyouterrtty", error: "", state: .exited(code: 3)))
        }
    }

    @Test("each control character passes at once, but for the one that is held back")
    func controlCharacters() async throws {
        try await RealEngine.use { fixture in
            let script = "while :; do head -c 1 | od -An -tu1 | tr -d ' \\n'; printf ,; done"
            let command = try await attach(script, fixture)
            for value in UInt8(1)...31 {
                try await command.write([value])
                // A character that is held back would let this wait reach its limit.
                try await command.read(until: value == 1 ? "1," : ",\(value),")
            }
        }
    }

    @Test("^P and ^Q are input like any other, and ^@ comes with the key after it")
    func detachKeys() async throws {
        try await RealEngine.use { fixture in
            let command = try await attach("head -c 5 | od -An -tu1; echo end", fixture)
            try await command.write([0x10, 0x11, 0])
            try await command.write([0, 0x1e])
            let finished = try await command.finish()
            #expect(finished.state == .exited(code: 0))
            #expect(finished.output.split { $0.isWhitespace }.joined(separator: " ") == "ready 16 17 0 0 30 end")
        }
    }

    @Test("a new size is seen by the program, and after its end it is no error")
    func resize() async throws {
        try await RealEngine.use { fixture in
            let command = try await attach(
                "trap 'stty size; exit' WINCH; printf set; while :; do sleep 0.05; done", fixture)
            try await command.read(until: "set")
            try await fixture.engine.resize(command.id, to: TerminalSize(columns: 101, rows: 37))
            #expect(try await command.finish().output.contains("37 101"))
            try await fixture.engine.resize(command.id, to: TerminalSize(columns: 80, rows: 24))
            try await fixture.engine.resize(ExecID("none"), to: TerminalSize(columns: 80, rows: 24))
        }
    }
}
