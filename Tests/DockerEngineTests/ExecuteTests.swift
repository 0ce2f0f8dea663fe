import Containers
import Model
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ExecuteTests {
    private static func shell(
        _ script: String, terminal: Bool = false, environment: [String: String] = [:]
    ) -> ExecCommand {
        ExecCommand(
            arguments: ["/bin/sh", "-c", script], environment: environment, user: "user", terminal: terminal)
    }

    @Test("stdout and stderr come apart, and every exit code comes through", arguments: [0, 7, 255])
    func outputs(code: Int) async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let command = Self.shell("echo out; echo err >&2; id -un; exit \(code)")
            let finished = try await fixture.attach(command, in: container).finish()
            #expect(finished == .init(output: "out\nuser\n", error: "err\n", state: .exited(code: code)))
        }
    }

    @Test("the end of input reaches the program, and output goes on after it")
    func halfClose() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let command = try await fixture.attach(Self.shell("cat; sleep 0.3; echo done"), in: container)
            try await command.write("input")
            try await command.endInput()
            let finished = try await command.finish()
            #expect(finished == .init(output: "inputdone\n", error: "", state: .exited(code: 0)))
        }
    }

    @Test("without input attached, a program reads its end at once")
    func noInput() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            #expect(try await fixture.output(of: ["/bin/cat"], in: container).state == .exited(code: 0))
        }
    }

    @Test("all 256 byte values pass both ways, 1 MB of them")
    func binary() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let command = try await fixture.attach(
                ExecCommand(arguments: ["/bin/cat"], user: "user"), in: container)
            let bytes = [UInt8]((0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) })
            async let written: Void = {
                try await command.write(bytes)
                try await command.endInput()
            }()
            let finished = try await command.finish()
            try await written
            #expect(finished.state == .exited(code: 0))
            #expect(await command.output == bytes)
        }
    }

    @Test("variables, arguments and the user arrive as given")
    func environment() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let script = "printf '%s|' \"$A\" \"$1\" \"$2\" $(id -u) $(id -g)"
            var command = ExecCommand(
                arguments: ["/bin/sh", "-c", script, "sh", "", "a b\n\"é'"],
                environment: ["A": "x=y \n\"é"], user: "1234:2345")
            command.standardInput = false
            let finished = try await fixture.attach(command, in: container).finish()
            #expect(finished.output == "x=y \n\"é||a b\n\"é'|1234|2345|")
        }
    }

    @Test(
        "a program, user or folder that is not there never started",
        arguments: [("/bin/none", "user"), ("/bin/true", "nobody-here")])
    func neverStarted(program: String, user: String) async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let finished = try await fixture.output(of: [program], in: container, user: user)
            #expect(finished.state == .neverStarted)
            #expect(!finished.output.isEmpty)
        }
    }

    @Test("a running command's state is running, a stopped container's is an exit, an unknown one's unknown")
    func states() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let command = try await fixture.attach(Self.shell("echo up; sleep 1000"), in: container)
            try await command.read(until: "up")
            #expect(try await fixture.engine.state(of: command.id) == .running)
            try await fixture.docker("kill", container.description)
            #expect(try await command.finish().state == .exited(code: 137))
            try await fixture.engine.remove(container)
            try await fixture.wait(for: "unknown") { try await fixture.engine.state(of: command.id) == .unknown }
            #expect(try await fixture.engine.state(of: ExecID("none")) == .unknown)
        }
    }

    @Test("20 commands at once each have their own streams and codes")
    func twenty() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let results = try await withThrowingTaskGroup(of: (Int, AttachedCommand.Finished).self) { group in
                for index in 0..<20 {
                    group.addTask {
                        let command = Self.shell("cat; echo \(index) >&2; exit \(index)")
                        let attached = try await fixture.attach(command, in: container)
                        try await attached.write("in \(index)")
                        try await attached.endInput()
                        return (index, try await attached.finish())
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(results.count == 20)
            for (index, finished) in results {
                #expect(finished == .init(output: "in \(index)", error: "\(index)\n", state: .exited(code: index)))
            }
        }
    }

    @Test("an invalid variable is refused without its value")
    func secret() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let command = Self.shell("true", environment: ["": "hunter22"])
            let error = await #expect(throws: EngineError.self) { try await fixture.attach(command, in: container) }
            #expect(error?.kind == .refused)
            #expect(error?.description.contains("hunter22") == false)
        }
    }

    @Test("a command of no words is refused")
    func empty() async throws {
        try await RealEngine.use { fixture in
            let container = try await fixture.run()
            let command = ExecCommand(arguments: [], user: "user")
            let error = await #expect(throws: EngineError.self) { try await fixture.attach(command, in: container) }
            #expect(error?.kind == .refused)
        }
    }
}
