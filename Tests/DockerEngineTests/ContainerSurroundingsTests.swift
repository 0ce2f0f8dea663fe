import Containers
import Foundation
import GatewayTesting
import Testing

/// Limits, rights and surroundings of a container, as the engine and its processes see them.
@Suite(.timeLimit(.minutes(20)))
struct ContainerSurroundingsTests {
    private func shell(_ script: String, _ fixture: RealEngine, _ container: ContainerID) async throws -> String {
        try await fixture.output(of: ["/bin/sh", "-c", script], in: container, user: "0:0").output
    }

    private func hostConfig(_ format: String, _ fixture: RealEngine, _ container: ContainerID) async throws -> String {
        try await fixture.docker("inspect", "--format", "{{with .HostConfig}}\(format){{end}}", container.description)
    }

    @Test("limits hold inside")
    func limits() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification()
            specification.shmSize = 3 << 20
            // Not nofile's: Go's runtime raises the soft one for itself, and an exec by runc may be left with that.
            specification.ulimits = [
                .init(name: "core", soft: 1024, hard: 2048), .init(name: "fsize", soft: -1, hard: -1),
            ]
            specification.ipc = "private"
            let container = try await fixture.run(specification)
            #expect(try await shell("df -k /dev/shm | awk 'NR > 1 {print $2}'", fixture, container) == "3072\n")
            let limits = try await shell("ulimit -Sc; ulimit -Hc; ulimit -f", fixture, container)
            // In blocks of 512 bytes.
            #expect(limits == "2\n4\nunlimited\n")
            let told = try await hostConfig("{{.ShmSize}} {{json .Ulimits}} {{.IpcMode}}", fixture, container)
            let ulimits = #"[{"Name":"core","Hard":2048,"Soft":1024},{"Name":"fsize","Hard":-1,"Soft":-1}]"#
            #expect(told == "3145728 \(ulimits) private")
        }
    }

    @Test("under a read-only root mounts and folders in memory can be written to, and run programs")
    func readOnly() async throws {
        try await RealEngine.use { fixture in
            let folder = try TemporaryFolder()
            var specification = fixture.specification()
            specification.hasReadOnlyRoot = true
            specification.tmpfs = ["/tmp", "/run"]
            specification.mounts = [.init(source: folder.path, target: "/run/below")]
            specification.droppedCapabilities = ["ALL"]
            let container = try await fixture.run(specification)
            #expect(try await shell("touch /etc/x 2>/dev/null || echo no", fixture, container) == "no\n")
            // As a user who owns none of it.
            let script = "cp /bin/busybox /tmp && /tmp/busybox echo ran && touch /run/x && stat -f -c %T /tmp /run"
            let ran = try await fixture.output(of: ["/bin/sh", "-c", script], in: container, user: "1000:1000").output
            #expect(ran == "ran\ntmpfs\ntmpfs\n")
            #expect(try await shell("touch /run/below/file && echo yes", fixture, container) == "yes\n")
            #expect(FileManager.default.fileExists(atPath: "\(folder.path)/file"))
        }
    }

    @Test("a volume is made where it is missing, has the image's files, outlives its container, and goes when told")
    func volume() async throws {
        try await RealEngine.use { fixture in
            let volume = fixture.newName()
            var specification = fixture.specification()
            specification.mounts = [.init(.volume, source: volume, target: "/etc")]
            let result: Result<Void, any Error>
            do {
                let first = try await fixture.run(specification)
                #expect(try await shell("grep -c user /etc/passwd; echo kept >/etc/x", fixture, first) == "1\n")
                try await fixture.engine.remove(first)
                specification.mounts[0].readOnly = true
                let second = try await fixture.run(specification)
                #expect(
                    try await shell("cat /etc/x; rm /etc/x 2>/dev/null || echo no", fixture, second) == "kept\nno\n")
                let inUse = await #expect(throws: EngineError.self) {
                    _ = try await fixture.engine.remove(volume: volume)
                }
                #expect(inUse?.kind == .conflict)
                result = .success(())
            } catch {
                result = .failure(error)
            }
            try await fixture.removeContainers()
            let wasThere = try await fixture.engine.remove(volume: volume)
            let isThere = try await fixture.engine.remove(volume: volume)
            #expect(wasThere && !isThere)
            let left = try await fixture.docker("volume", "ls", "--quiet")
            #expect(!left.contains(volume))
            try result.get()
        }
    }

    @Test("a device of the host is there, with the given rights, and others are not")
    func devices() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification()
            specification.devices = [
                .init(hostPath: "/dev/zero", path: "/dev/other"),
                .init(hostPath: "/dev/kmsg", path: "/dev/log-only-to-read", permissions: "r"),
            ]
            let container = try await fixture.run(specification)
            #expect(
                try await shell("head -c 3 /dev/other | wc -c; test -e /dev/kmsg || echo no", fixture, container)
                    == "3\nno\n")
            let write = "(echo x >/dev/log-only-to-read) 2>/dev/null || echo no"
            #expect(try await shell(write, fixture, container) == "no\n")
        }
    }

    @Test("seccomp is the engine's, a profile's text, or none")
    func seccomp() async throws {
        try await RealEngine.use { (fixture) async throws in
            func mode(_ profile: String?) async throws -> String {
                var specification = fixture.specification()
                specification.seccomp = profile
                let container = try await fixture.run(specification)
                return try await shell(
                    "awk '/^Seccomp:/ {print $2}' /proc/self/status; mkdir /tmp/x || echo no", fixture, container)
            }
            #expect(try await mode(nil) == "2\n")
            #expect(try await mode("unconfined") == "0\n")
            let profile =
                #"{"defaultAction":"SCMP_ACT_ALLOW","syscalls":[{"names":["mkdir","mkdirat"],"action":"SCMP_ACT_ERRNO"}]}"#
            #expect(try await mode(profile) == "2\nno\n")
        }
    }

    /// Not started: an engine that is in a container itself may not have these rights to give, nor a GPU.
    @Test("privileges and GPUs arrive at the engine as they were meant")
    func granted() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification()
            let plain = try await fixture.create(specification)
            specification.isPrivileged = true
            specification.gpus = .devices(["0"])
            let granted = try await fixture.create(specification)
            let format = "{{.Privileged}} {{range .DeviceRequests}}{{.Count}} {{.DeviceIDs}} {{.Capabilities}}{{end}}"
            #expect(try await hostConfig(format, fixture, plain) == "false")
            #expect(try await hostConfig(format, fixture, granted) == "true 0 [0] [[gpu]]")
        }
    }

    @Test("name servers are the given ones, and ports of the host lead inside")
    func network() async throws {
        try await RealEngine.use { fixture in
            var specification = fixture.specification(
                ["/bin/sh", "-c", "while :; do echo reached | nc -l -p 80; done"])
            specification.network = "bridge"
            specification.dns = ["127.0.0.9", "127.0.0.10"]
            specification.ports = [.init(containerPort: 80), .init(containerPort: 53, transport: .udp)]
            let container = try await fixture.run(specification)
            #expect(
                try await shell("grep nameserver /etc/resolv.conf", fixture, container)
                    == "nameserver 127.0.0.9\nnameserver 127.0.0.10\n")
            let address = try await fixture.docker("port", container.description, "80/tcp")
            #expect(address.hasPrefix("127.0.0.1:"))
            #expect(try await fixture.docker("port", container.description, "53/udp").hasPrefix("127.0.0.1:"))
            let port = address.split(separator: ":").last ?? ""
            try await fixture.wait(for: "port") {
                try await Command.bash("timeout 5 cat </dev/tcp/127.0.0.1/\(port)").output == "reached\n"
            }
            // The same port again is the engine's to refuse.
            specification.ports = [.init(hostPort: UInt16(port), containerPort: 80)]
            let second = try await fixture.create(specification)
            let error = await #expect(throws: EngineError.self) { try await fixture.engine.start(second) }
            #expect(error?.kind == .refused)
        }
    }
}
