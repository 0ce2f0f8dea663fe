import Containers
import Foundation
import GatewayTesting
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ContainerCreationTests {
    @Test("a name that is taken is a conflict")
    func conflict() async throws {
        try await RealEngine.use { fixture in
            let name = fixture.newName()
            _ = try await fixture.create(named: name)
            let error = await #expect(throws: EngineError.self) { try await fixture.create(named: name) }
            #expect(error?.kind == .conflict)
        }
    }

    @Test("of 50 that create one name at once, one does, and the rest have a conflict")
    func fifty() async throws {
        try await RealEngine.use { fixture in
            let name = fixture.newName()
            let kinds = await withTaskGroup(of: EngineError.Kind?.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        do throws(EngineError) {
                            fixture.willRemove(
                                try await fixture.engine.create(container: name, fixture.specification()))
                            return nil
                        } catch {
                            return error.kind
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(kinds.count { $0 == nil } == 1)
            #expect(kinds.count { $0 == .conflict } == 49)
        }
    }

    @Test("an image that is not there is reported as missing")
    func imageMissing() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification()
            specification.image = "gangway-test-engine:none"
            let error = await #expect(throws: EngineError.self) {
                try await fixture.create(specification)
            }
            #expect(error?.kind == .imageMissing)
            #expect(error?.detail.contains("404") == true)
        }
    }

    @Test("what the engine refuses comes with its words, and without values of the environment")
    func refused() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification()
            specification.environment = ["TOKEN": "/nowhere/hunter22"]
            // The engine quotes the folder it does not find.
            specification.mounts = [.init(source: "/nowhere/hunter22", target: "/x")]
            let error = await #expect(throws: EngineError.self) {
                try await fixture.create(specification)
            }
            #expect(error?.kind == .refused)
            #expect(error?.detail.contains("400") == true)
            #expect(error?.detail.contains("hunter22") == false)
        }
    }

    @Test("a container is what its specification says, seen from inside")
    func inside() async throws {
        try await RealEngine.use { fixture in
            let folder = try TemporaryFolder()
            try folder.write("from the host", to: "file", mode: 0o644)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
            var specification = fixture.specification()
            specification.hostname = "alice"
            specification.environment = ["GREETING": "a \"b\"\n$c é", "EMPTY": ""]
            specification.workingDirectory = "/home/user"
            specification.mounts = [.init(source: folder.path, target: "/mnt", readOnly: true)]
            specification.memory = 64 << 20
            specification.cpus = 0.5
            specification.pids = 50
            specification.droppedCapabilities = ["ALL"]
            specification.addedCapabilities = ["CHOWN"]
            let container = try await fixture.run(specification)
            func shell(_ script: String) async throws -> String {
                try await fixture.output(of: ["/bin/sh", "-c", script], in: container, user: "root").output
            }
            let words = try await shell("hostname; pwd; printf %s \"$GREETING$EMPTY\"")
            #expect(words == "alice\n/home/user\na \"b\"\n$c é")
            #expect(try await shell("cat /mnt/file; touch /mnt/x 2>/dev/null || echo -no") == "from the host-no\n")
            #expect(try await shell("cat /proc/1/comm; stat -c %u:%g /proc/1").hasSuffix("init\n0:0\n"))
            let status = try await shell("grep -E 'NoNewPrivs|CapEff' /proc/self/status | tr -d '\\t\\n'")
            #expect(status == "CapEff:0000000000000001NoNewPrivs:1")
            let limits = try await fixture.docker(
                "inspect", "--format",
                "{{with .HostConfig}}{{.Memory}} {{.MemorySwap}} {{.NanoCpus}} {{.PidsLimit}} "
                    + "{{.RestartPolicy.Name}} {{.NetworkMode}}{{end}}",
                container.description)
            #expect(limits == "67108864 67108864 500000000 50 no none")
        }
    }

    @Test("the main command is the specification's user's")
    func user() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification()
            specification.user = "1000:1000"
            let container = try await fixture.run(specification)
            let owner = try await fixture.output(of: ["/bin/stat", "-c", "%u:%g", "/proc/1"], in: container)
            #expect(owner.output == "1000:1000\n")
        }
    }
}
