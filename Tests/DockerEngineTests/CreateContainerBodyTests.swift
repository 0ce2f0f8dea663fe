import Containers
import Foundation
import Testing

@testable import DockerEngine

struct CreateContainerBodyTests {
    private static func json(_ specification: ContainerSpecification) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(CreateContainerBody(specification)), as: UTF8.self)
    }

    @Test("a full specification becomes the engine's request, every field")
    func full() throws {
        var specification = ContainerSpecification(image: "i:1", hostname: "h", command: ["/a", "b"])
        specification.environment = ["B": "2", "A": "1"]
        specification.labels = ["l.k": "v"]
        specification.mounts = [.init(source: "/s", target: "/t", readOnly: true)]
        specification.workingDirectory = "/w"
        specification.memory = 1024
        specification.cpus = 1.5
        specification.pids = 7
        specification.droppedCapabilities = ["ALL"]
        specification.addedCapabilities = ["CHOWN"]
        specification.network = "n"
        specification.user = "1:2"
        #expect(
            try Self.json(specification) == #"{"Entrypoint":["/a","b"],"Env":["A=1","B=2"],"HostConfig":{"#
                + #""CapAdd":["CHOWN"],"CapDrop":["ALL"],"Init":true,"Memory":1024,"MemorySwap":1024,"#
                + #""Mounts":[{"ReadOnly":true,"Source":"/s","Target":"/t","Type":"bind"}],"NanoCpus":1500000000,"#
                + #""NetworkMode":"n","PidsLimit":7,"RestartPolicy":{"Name":"no"},"SecurityOpt":["no-new-privileges"]},"#
                + #""Hostname":"h","Image":"i:1","Labels":{"l.k":"v"},"User":"1:2","WorkingDir":"/w"}"#)
    }

    @Test("what few engines can be asked for is asked for in their words")
    func rare() throws {
        func json(_ change: (inout ContainerSpecification) -> Void) throws -> String {
            var specification = ContainerSpecification(image: "i", hostname: "h", command: ["/a"])
            change(&specification)
            return try Self.json(specification)
        }
        #expect(try json { $0.diskSize = 1 << 30 }.contains(#""StorageOpt":{"size":"1073741824"}"#))
        #expect(
            try json { $0.gpus = .all }.contains(#""DeviceRequests":[{"Capabilities":[["gpu"]],"Count":-1}]"#))
        #expect(
            try json { $0.gpus = .count(2) }.contains(#""DeviceRequests":[{"Capabilities":[["gpu"]],"Count":2}]"#))
        #expect(
            try json { $0.gpus = .devices(["0", "GPU-1"]) }
                .contains(#""DeviceRequests":[{"Capabilities":[["gpu"]],"DeviceIDs":["0","GPU-1"]}]"#))
    }

    @Test("several addresses may lead to one port")
    func ports() throws {
        var specification = ContainerSpecification(image: "i", hostname: "h", command: ["/a"])
        specification.ports = [
            .init(hostPort: 1, containerPort: 80), .init(hostAddress: "::1", containerPort: 80),
            .init(hostPort: 2, containerPort: 80, transport: .udp),
        ]
        let json = try Self.json(specification)
        #expect(json.contains(#""ExposedPorts":{"80/tcp":{},"80/udp":{}}"#))
        #expect(
            json.contains(
                #""PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"1"},{"HostIp":"::1","HostPort":""}],"#
                    + #""80/udp":[{"HostIp":"127.0.0.1","HostPort":"2"}]}"#))
    }

    @Test("limits that are not set are not sent, and new privileges only where allowed")
    func least() throws {
        var specification = ContainerSpecification(image: "i", hostname: "h", command: ["/a"])
        specification.allowsNewPrivileges = true
        let json = try Self.json(specification)
        for name in [
            "Memory", "NanoCpus", "PidsLimit", "no-new-privileges", "ShmSize", "Ulimits", "StorageOpt", "seccomp",
            "Privileged", "ReadonlyRootfs", "Tmpfs", "Devices", "DeviceRequests", "Dns", "PortBindings", "ExposedPorts",
            "IpcMode",
        ] { #expect(!json.contains(name)) }
    }

    @Test("a limit that the engine would take for none is refused")
    func limits() {
        let changes: [(inout ContainerSpecification) -> Void] = [
            { $0.memory = 0 }, { $0.memory = -1 }, { $0.pids = 0 }, { $0.cpus = 0 }, { $0.cpus = -1 },
            { $0.cpus = .nan }, { $0.cpus = .infinity }, { $0.cpus = 1e300 }, { $0.command = [] },
            { $0.shmSize = 0 }, { $0.diskSize = 0 }, { $0.gpus = .count(0) }, { $0.gpus = .devices([]) },
            { $0.ports = [.init(hostAddress: "", containerPort: 1)] }, { $0.ports = [.init(containerPort: 0)] },
        ]
        for change in changes {
            var specification = ContainerSpecification(image: "i", hostname: "h", command: ["/a"])
            change(&specification)
            #expect(throws: EngineError.self) { try CreateContainerBody(specification) }
        }
    }
}
