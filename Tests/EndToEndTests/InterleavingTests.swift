import Foundation
import GatewayTesting
import Glibc
import Testing

/// Whatever happens to workspaces and to the gateway, in any order.
@Suite(.timeLimit(.minutes(20)))
struct InterleavingTests {
    /// SplitMix64: the same seed, the same steps.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private enum Step: CaseIterable {
        case login, loseClient, stop, kill, remove, changeImage, killGateway, restartGateway
    }

    /// `GANGWAY_TEST_SEED` repeats a run.
    @Test("after 100 random steps every user can log in, no container is left over or there twice, no home was touched")
    func steps() async throws {
        let given = ProcessInfo.processInfo.environment["GANGWAY_TEST_SEED"].flatMap(UInt64.init)
        let seed = given ?? UInt64.random(in: 0 ... .max)
        print("seed of the interleaved steps: GANGWAY_TEST_SEED=\(seed)")
        let file = "workspace:\n  image: localhost:1/gangway-test-USER:1\n  sweep_interval: 1\n  stop_grace: 2\n"
        try await GangwayServer.with(["GANGWAY_SESSION_SHUTDOWN_GRACE": "1"], file: file) { server in
            let image = "localhost:1/gangway-test-\(server.user):1"
            try await TestImage.ensure()
            try await server.docker("tag", GangwayServer.image, image)
            do {
                try await take(steps: 100, seed, server, image)
            } catch {
                Issue.record("seed \(seed): \(error)")
            }
            for container in try await containers(of: server) {
                _ = try await Command.run(["docker", "rm", "-f", container.name])
            }
            _ = try await Command.run(["docker", "rmi", image])
        }
    }

    private func take(steps: Int, _ seed: UInt64, _ server: GangwayServer, _ image: String) async throws {
        var random = Seeded(state: seed)
        let clients = [server.client, try await server.addUser(), try await server.addUser()]
        for client in clients {
            let result = try await client.run("echo \(client.user) > marker")
            try #require(result.code == 0, "\(result)")
        }
        var isOther = false
        for number in 0..<steps {
            let step = Step.allCases.randomElement(using: &random) ?? .login
            let client = clients.randomElement(using: &random) ?? server.client
            switch step {
            case .login: break
            case .loseClient:
                let lost = try BackgroundProcess(
                    client.arguments() + ["echo up; exec sleep 321"], log: "\(server.state.path)/lost")
                let isUp = await eventually { lost.output.contains("up") || !lost.isRunning }
                #expect(isUp && lost.isRunning, "seed \(seed), step \(number): \(lost.output)")
                lost.signal(SIGKILL)
                _ = try await lost.exit(within: .seconds(60))
            case .stop:
                let stop = try await server.gangway(["workspace", "stop", client.user])
                #expect(stop.code == 0, "seed \(seed), step \(number): \(stop)")
            case .kill: _ = try await Command.run(["docker", "kill", "user-\(client.user)"])
            case .remove: _ = try await Command.run(["docker", "rm", "-f", "user-\(client.user)"])
            case .changeImage:
                isOther.toggle()
                try await server.docker("tag", isOther ? TestImage.name : GangwayServer.image, image)
            case .killGateway: try await server.restart(by: SIGKILL)
            case .restartGateway: try await server.restart(by: SIGTERM)
            }
            let isLast = number == steps - 1
            try await check(
                isLast || number % 10 == 9 ? clients : [client], of: server, "seed \(seed), step \(number), \(step)")
        }
        let found = try await containers(of: server)
        #expect(Set(found.map(\.owner)) == Set(clients.map(\.user)), "seed \(seed)")
    }

    private func check(_ clients: [SSHClient], of server: GangwayServer, _ place: String) async throws {
        for client in clients {
            let result = try await client.run("cat marker && ls")
            #expect(
                result.output == "\(client.user)\nmarker\n" && result.code == 0,
                "\(place): \(result)\n\(server.process.output.suffix(1500))")
            let home = "\(server.state.path)/homes/\(client.user)/marker"
            #expect((try? String(contentsOfFile: home, encoding: .utf8)) == "\(client.user)\n", "\(place)")
        }
        let found = try await containers(of: server)
        #expect(found.allSatisfy { $0.name == "user-\($0.owner)" }, "\(place): \(found)")
        #expect(Set(found.map(\.owner)).count == found.count, "\(place): \(found)")
    }

    /// Those that bear the label of one of this server's users, or of whom it may have taken for one.
    private func containers(of server: GangwayServer) async throws -> [(name: String, owner: String)] {
        let list = try await Command.run(
            [
                "docker", "ps", "--all", "--filter", "label=gangway.managed=true",
                "--format", #"{{.Names}} {{.Label "gangway.owner"}}"#,
            ])
        let found = list.output.split(separator: "\n").map { line -> (name: String, owner: String) in
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            return (words[0], words.count > 1 ? words[1] : "")
        }
        return found.filter { $0.name.contains(server.user) || $0.owner.hasPrefix(server.user) }
    }
}
