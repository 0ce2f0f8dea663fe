import Containers
import Testing

struct FingerprintTests {
    private static let plain = ContainerSpecification(image: "i:1", hostname: "h", command: ["/a", "b"])

    /// By the field's name: for each at least one other value, and others that could be taken for it.
    private static let changes: [(field: String, change: @Sendable (inout ContainerSpecification) -> Void)] = [
        ("image", { $0.image = "i:2" }), ("hostname", { $0.hostname = "g" }), ("command", { $0.command = ["/a b"] }),
        ("user", { $0.user = "1:1" }), ("runsInit", { $0.runsInit = false }),
        ("environment", { $0.environment = ["A": "1"] }), ("environment", { $0.environment = ["A": "2"] }),
        ("environment", { $0.environment = ["A": "1", "B": "2"] }), ("environment", { $0.environment = ["A1": ""] }),
        ("mounts", { $0.mounts = [.init(source: "/s", target: "/t")] }),
        ("mounts", { $0.mounts = [.init(source: "/s", target: "/t", readOnly: true)] }),
        ("mounts", { $0.mounts = [.init(.volume, source: "/s", target: "/t")] }),
        ("mounts", { $0.mounts = [.init(source: "/s", target: "/u")] }),
        ("workingDirectory", { $0.workingDirectory = "/w" }), ("memory", { $0.memory = 1 }),
        ("memory", { $0.memory = 2 }), ("cpus", { $0.cpus = 1.5 }), ("pids", { $0.pids = 1 }),
        ("shmSize", { $0.shmSize = 1 }), ("ulimits", { $0.ulimits = [.init(name: "nofile", soft: 1, hard: 2)] }),
        ("ulimits", { $0.ulimits = [.init(name: "nofile", soft: 1, hard: 1)] }), ("diskSize", { $0.diskSize = 1 }),
        ("droppedCapabilities", { $0.droppedCapabilities = ["ALL"] }),
        ("addedCapabilities", { $0.addedCapabilities = ["ALL"] }),
        ("allowsNewPrivileges", { $0.allowsNewPrivileges = true }), ("seccomp", { $0.seccomp = "unconfined" }),
        ("isPrivileged", { $0.isPrivileged = true }), ("hasReadOnlyRoot", { $0.hasReadOnlyRoot = true }),
        ("tmpfs", { $0.tmpfs = ["/tmp"] }), ("tmpfs", { $0.tmpfs = ["/tmp", "/run"] }),
        ("devices", { $0.devices = [.init(hostPath: "/dev/a", path: "/dev/b")] }),
        ("devices", { $0.devices = [.init(hostPath: "/dev/a", path: "/dev/b", permissions: "r")] }),
        ("gpus", { $0.gpus = .all }), ("gpus", { $0.gpus = .count(1) }), ("gpus", { $0.gpus = .devices(["1"]) }),
        ("network", { $0.network = "none" }), ("dns", { $0.dns = ["127.0.0.1"] }),
        ("ports", { $0.ports = [.init(containerPort: 1)] }),
        ("ports", { $0.ports = [.init(containerPort: 1, transport: .udp)] }),
        ("ports", { $0.ports = [.init(hostPort: 1, containerPort: 1)] }),
        ("ports", { $0.ports = [.init(hostAddress: "0.0.0.0", containerPort: 1)] }), ("ipc", { $0.ipc = "host" }),
    ]

    @Test("every change of a field is another fingerprint")
    func distinct() {
        let changed = Self.changes.map { entry in
            var specification = Self.plain
            entry.change(&specification)
            return specification.fingerprint
        }
        #expect(Set(changed + [Self.plain.fingerprint]).count == Self.changes.count + 1)
    }

    @Test("no field but the labels is left out")
    func complete() {
        let fields = Set(Mirror(reflecting: Self.plain).children.compactMap(\.label))
        #expect(fields.subtracting(["labels"]) == Set(Self.changes.map(\.field)))
    }

    @Test("labels, and the order of a dictionary's entries, change nothing")
    func same() {
        var other = Self.plain
        other.labels = ["a": "b"]
        #expect(other.fingerprint == Self.plain.fingerprint)
        let names = (0..<100).map { "NAME\($0)" }
        var (one, two) = (Self.plain, Self.plain)
        for name in names { one.environment[name] = "value of \(name)" }
        two.environment.reserveCapacity(10_000)
        for name in names.reversed() { two.environment[name] = "value of \(name)" }
        #expect(Array(one.environment.keys) != Array(two.environment.keys), "or this proves nothing")
        #expect(one.fingerprint == two.fingerprint)
    }

    @Test("a fingerprint is the same in every process, and for ever: containers on disk bear it")
    func constant() {
        var specification = Self.plain
        specification.environment = ["B": "2", "A": "é"]
        specification.memory = 8 << 30
        specification.cpus = 0.1
        #expect(Self.plain.fingerprint == "cb7c0c6b89b0d307e0c64b286bfdaee895268aaabe7408914c7f50d657b62a4d")
        #expect(
            specification.fingerprint
                == "5a06812cb5e10cc19b677580484ba8e7bdd80baf8b2826449425a5410d45c690")
    }
}
