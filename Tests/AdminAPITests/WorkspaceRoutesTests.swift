import Containers
import Foundation
import GatewayTesting
import Model
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(10))) struct WorkspaceRoutesTests {
    @Test("a workspace is started once, listed with all that is known of it, and stopped once")
    func life() async throws {
        try await RunningServer.with { server in
            let alice = try user("alice")
            #expect(try await server.client { try await $0.workspaces() }.isEmpty)
            #expect(try await server.client { try await $0.start(alice) })
            #expect(try await server.client { try await $0.start(alice) } == false)
            let workspace = try #require(try await server.client { try await $0.workspaces() }.first)
            #expect(workspace.user == "alice" && workspace.workspace == "user-alice" && workspace.isRunning)
            #expect(workspace.profile == "default" && workspace.image == "gangway-workspace:latest")
            #expect(workspace.behind == nil && workspace.sessions == 0 && workspace.since != nil)
            #expect(workspace.sign == "started" && workspace.stopsAt != nil && workspace.heldUntil == nil)
            let text = try await server.curl(["--fail", "http://gangway/v1/workspaces"])
            #expect(text.output.contains("\"stops_at\":") && text.output.contains("\"busy_because\":[]"))

            #expect(try await server.client { try await $0.stop(alice) })
            #expect(try await server.client { try await $0.stop(alice) } == false)
            let stopped = try await server.client { try await $0.workspace(of: alice) }
            #expect(stopped.state == "exited" && stopped.since == nil && stopped.stopsAt == nil)
            try await server.client { try await $0.restart(alice) }
            #expect(server.engine.status(of: "user-alice")?.state == .running)
            #expect(
                server.actions.map(\.name) == [
                    .workspaceStart, .workspaceStart, .workspaceStop, .workspaceStop, .workspaceRestart,
                ])
            #expect(server.actions.allSatisfy { $0.target == "alice" && $0.actor.hasPrefix("root(0) pid ") })
        }
    }

    @Test("a workspace is held for a time, the later hold counts, and off ends it")
    func hold() async throws {
        try await RunningServer.with { server in
            let alice = try user("alice")
            let firstSentence = await server.failure { try await $0.hold(alice, seconds: 60) }
            #expect(firstSentence.contains("alice has no workspace"))
            _ = try await server.client { try await $0.start(alice) }
            for seconds in [28_800, 7200] {
                let end = try #require(try await server.client { try await $0.hold(alice, seconds: seconds) })
                let workspace = try await server.client { try await $0.workspace(of: alice) }
                #expect(workspace.heldUntil == end && workspace.stopsAt == end)
                #expect(end.timeIntervalSinceNow > Double(seconds) - 300)
            }
            #expect(try await server.client { try await $0.hold(alice, seconds: nil) } == nil)
            #expect(try await server.client { try await $0.workspace(of: alice) }.heldUntil == nil)
            let secondSentence = await server.failure { try await $0.hold(alice, seconds: 0) }
            #expect(secondSentence.contains("1 to"))
            _ = try await server.client { try await $0.stop(alice) }
            let thirdSentence = await server.failure { try await $0.hold(alice, seconds: 60) }
            #expect(thirdSentence.contains("does not run"))
            #expect(server.actions.compactMap(\.detail) == ["28800 s", "7200 s", "off", "60 s"])
        }
    }

    @Test("a container is removed and the home stays; the home goes only where that is said, also alone")
    func removal() async throws {
        try await RunningServer.with { server in
            let alice = try user("alice")
            let file = server.homes + "/alice/file"
            let sentence = await server.failure { try await $0.remove(alice, home: false) }
            #expect(sentence.contains("has no workspace"))
            _ = try await server.client { try await $0.start(alice) }
            try #require(FileManager.default.createFile(atPath: file, contents: nil))
            let first = try await server.client { try await $0.remove(alice, home: false) }
            #expect(first.container && !first.home)
            #expect(server.engine.status(of: "user-alice") == nil)
            #expect(FileManager.default.fileExists(atPath: file))

            _ = try await server.client { try await $0.start(alice) }
            let second = try await server.client { try await $0.remove(alice, home: true) }
            #expect(second.container && second.home)
            #expect(!FileManager.default.fileExists(atPath: server.homes + "/alice"))
            #expect(FileManager.default.fileExists(atPath: server.homes))
            let third = try await server.client { try await $0.remove(alice, home: true) }
            #expect(!third.container && !third.home)
            #expect(server.actions.compactMap(\.detail) == ["with its home", "with its home"])
        }
    }

    @Test("a home that is the user's volume goes where that is said; one that others may have never does")
    func volume() async throws {
        try await RunningServer.with(
            profile: { $0.homeVolume = "home-${user}" },
            { server in
                let alice = try user("alice")
                _ = try await server.client { try await $0.start(alice) }
                _ = try await server.client { try await $0.remove(alice, home: false) }
                #expect(server.engine.count(of: .volume) == 0)
                _ = try await server.client { try await $0.start(alice) }
                let removed = try await server.client { try await $0.remove(alice, home: true) }
                #expect(removed.home && server.engine.count(of: .volume) == 1)
            })
        try await RunningServer.with(
            profile: { $0.homeVolume = "homes" },
            { server in
                let alice = try user("alice")
                _ = try await server.client { try await $0.start(alice) }
                let sentence = await server.failure { try await $0.remove(alice, home: true) }
                #expect(sentence.contains("the volume homes, which others may have"))
                #expect(server.engine.status(of: "user-alice")?.state == .running)
                #expect(server.engine.count(of: .volume) == 0)
            })
    }

    @Test("a log comes byte by byte as it was written, so many lines of it")
    func logs() async throws {
        try await RunningServer.with { server in
            let alice = try user("alice")
            _ = try await server.client { try await $0.start(alice) }
            server.engine.set(log: "one\n\u{1B}[2Jtwo\n", of: "user-alice")
            let all = try await server.client { try await $0.logs(of: alice, tail: 200) }
            #expect(String(decoding: all, as: UTF8.self) == "one\n\u{1B}[2Jtwo\n")
            let last = try await server.client { try await $0.logs(of: alice, tail: 1) }
            #expect(String(decoding: last, as: UTF8.self) == "\u{1B}[2Jtwo\n")
            let sentence = await server.failure { try await $0.logs(of: alice, tail: 0) }
            #expect(sentence.contains("1 to 10000"))
            #expect(server.actions.last?.name == .workspaceLogs)
        }
    }

    @Test("the running ones' use is told, by user, and nothing of the others")
    func usage() async throws {
        try await RunningServer.with { server in
            for name in ["bob", "alice"] { _ = try await server.client { try await $0.start(user(name)) } }
            _ = try await server.client { try await $0.start(user("carol")) }
            _ = try await server.client { try await $0.stop(user("carol")) }
            server.engine.set(
                ContainerUsage(cpuNanoseconds: 5, memory: 6, memoryLimit: 7, pids: 8, networkReceived: 9),
                of: "user-bob")
            let readings = try await server.client { try await $0.usage() }
            #expect(readings.map(\.user) == ["alice", "bob"])
            let bob = try #require(readings.last)
            #expect(bob.cpuNanoseconds == 5 && bob.memory == 6 && bob.memoryLimit == 7 && bob.pids == 8)
            #expect(bob.networkReceived == 9 && bob.networkSent == 0)
        }
    }

    @Test("a running workspace that is behind is renewed only now, a stopped one at once, and others never")
    func upgrade() async throws {
        try await RunningServer.with { server in
            let (alice, bob, carol) = (try user("alice"), try user("bob"), try user("carol"))
            for user in [alice, bob] { _ = try await server.client { try await $0.start(user) } }
            _ = try await server.client { try await $0.stop(bob) }
            server.engine.setDigest("sha256:new", ofImage: "gangway-workspace:latest")
            _ = try await server.client { try await $0.start(carol) }
            let behind = try await server.client { try await $0.workspaces() }.map(\.behind)
            #expect(behind == ["image", "image", nil])

            #expect(try await server.client { try await $0.upgrade(alice, now: false) } == false)
            #expect(try await server.client { try await $0.upgrade(bob, now: false) })
            #expect(try await server.client { try await $0.upgrade(carol, now: true) } == false)
            #expect(server.engine.status(of: "user-bob") == nil)
            let before = server.engine.status(of: "user-alice")?.id
            #expect(try await server.client { try await $0.upgrade(alice, now: true) })
            let after = try #require(server.engine.status(of: "user-alice"))
            #expect(after.state == .running && after.id != before)
            #expect(try await server.client { try await $0.workspaces() }.allSatisfy { $0.behind == nil })
        }
    }

    @Test("an exec starts the workspace, is an action with its command, and holds a lease until its client goes")
    func exec() async throws {
        try await RunningServer.with { server in
            let alice = try user("alice")
            let commands = { @Sendable in try await server.workspaces.list().first { $0.user == alice }?.use.commands }
            let entrance = try await server.client { client in
                try await client.exec(in: alice, command: "make all", terminal: false) { entrance in
                    let count = try await commands()
                    #expect(count == 1)
                    return entrance
                }
            }
            #expect(server.engine.status(of: "user-alice")?.state == .running)
            let expected = WorkspaceEntrance(
                container: "user-alice", uid: 1000, gid: 1000, home: "/home/user", guests: nil)
            #expect(entrance == expected)
            #expect(try await eventually { try await commands() == 0 })
            let action = try #require(server.actions.last)
            #expect(action.name == .workspaceExec && action.target == "alice" && action.detail == "make all")

            // A client that is killed ends it, too.
            let killed = try BackgroundProcess(
                [
                    "curl", "--silent", "--no-buffer", "--unix-socket", server.socket, "--json",
                    #"{"command":null,"terminal":true}"#, "http://gangway/v1/workspaces/alice/exec",
                ], log: server.folder.path + "/curl.log")
            #expect(await eventually { killed.output.contains("\"uid\":1000") })
            #expect(try await commands() == 1)
            try await killed.end()
            #expect(try await eventually { try await commands() == 0 })
            #expect(server.actions.last?.detail == "the login shell (with a terminal)")
        }
    }

    @Test("an exec finds a workspace that ended unnoticed, and refuses users and commands that cannot be")
    func execRefusals() async throws {
        try await RunningServer.with { server in
            let alice = try user("alice")
            _ = try await server.client { try await $0.start(alice) }
            let id = try #require(server.engine.status(of: "user-alice")?.id)
            try await server.engine.stop(id, grace: .zero)
            try await server.client { client in
                try await client.exec(in: alice, command: "true", terminal: false) { _ in
                    #expect(server.engine.status(of: "user-alice")?.state == .running)
                }
            }
            let count = server.actions.count
            let unknown = await server.failure {
                try await $0.exec(in: user("nobody"), command: "true", terminal: false) { _ in }
            }
            #expect(unknown.hasPrefix("there is no user nobody"))
            for command in ["", "a\u{0}b"] {
                let sentence = await server.failure {
                    try await $0.exec(in: alice, command: command, terminal: false) { _ in }
                }
                #expect(sentence.contains("not empty"))
            }
            #expect(server.actions.count == count)
        }
    }

    @Test("unknown users, words and values are refused with a sentence, and failures keep their cause")
    func refusals() async throws {
        try await RunningServer.with { server in
            let nobody = try user("nobody")
            for order: @Sendable (AdminClient) async throws -> Void in [
                { _ = try await $0.start(nobody) }, { try await $0.restart(nobody) },
                { _ = try await $0.upgrade(nobody, now: true) },
            ] {
                #expect(await server.failure(order).hasPrefix("there is no user nobody"))
            }
            let firstSentence = await server.failure { try await $0.stop(nobody) }
            #expect(firstSentence.contains("nobody has no workspace"))
            let secondSentence = await server.failure { try await $0.workspace(of: nobody) }
            #expect(secondSentence.contains("nobody has no workspace"))
            #expect(server.actions.isEmpty)
            let refused = ["workspaces/Alice": "400", "workspaces/alice": "404", "workspaces?all=1": "400"]
            for (path, expected) in refused {
                let answer = try await server.curl(["--write-out", "%{http_code}", "http://gangway/v1/\(path)"])
                #expect(answer.output.hasSuffix(expected), "\(path)")
            }
            server.engine.fail(.list, with: EngineError(.unreachable, "no socket"))
            let failure = await server.failure({ try await $0.workspaces() })
            #expect(failure == "engine-unreachable: no socket")
        }
    }

    private func user(_ name: String) throws -> UserName { try #require(UserName(name)) }
}
