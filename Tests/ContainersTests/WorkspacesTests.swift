import GatewayTesting
import Glibc
import Model
import Testing

@testable import Containers

struct WorkspacesTests {
    private let alice: Identity
    private let bob: Identity
    private let refusal = EngineError(.refused, "no")

    init() throws {
        alice = try .test("alice")
        bob = try .test("bob")
    }

    // MARK: One container's states

    @Test("A missing workspace is made: network, image, home, container, start")
    func missing() async throws {
        let fixture = try WorkspaceFixture()
        let container = try await fixture.running(alice)
        #expect(fixture.engine.status(of: "user-alice")?.id == container)
        #expect(fixture.engine.status(of: "user-alice")?.state == .running)
        #expect(
            fixture.engine.calls.map(\.operation) == [
                .inspect, .network, .digest, .create, .start, .inspect, .execute, .state,
            ])
        #expect(fixture.log.all == [.finding, .creating, .starting])
    }

    @Test("A workspace is made as the configuration says")
    func specification() async throws {
        let fixture = try WorkspaceFixture(profile: {
            $0.environment = ["LANG": "C.UTF-8", "USERNAME": "x"]
            $0.uid = getuid()
            $0.memory = nil
            $0.network = "bridge"
        })
        _ = try await fixture.running(alice)
        let made = try #require(fixture.engine.specification(of: "user-alice"))
        #expect(made.hostname == "alice")
        #expect(made.environment == ["LANG": "C.UTF-8", "USERNAME": "alice", "USER_ID": "\(getuid())"])
        #expect(
            made.labels == [
                "gangway.managed": "true", "gangway.owner": "alice", "gangway.profile": "default",
                "gangway.instance": "here",
                "gangway.image-digest": "sha256:gangway-workspace:latest", "gangway.created-by": "gangway/1.2.3",
                "gangway.user": "\(getuid()):\(getgid())", "gangway.home": "/home/user",
                "gangway.specification": made.fingerprint,
            ])
        #expect(made.mounts == [.init(source: "\(fixture.homes?.path ?? "")/alice", target: "/home/user")])
        #expect(made.droppedCapabilities == ["ALL"] && made.addedCapabilities.contains("KILL"))
        #expect(made.memory == nil && made.cpus == 2 && made.pids == 4096)
        #expect(!made.allowsNewPrivileges && made.runsInit && made.network == "bridge")
        #expect(fixture.engine.count(of: .network) == 0, "only our own network is ours to make")
    }

    @Test(
        "Stopped, created and dead workspaces are started",
        arguments: [.exited, .created, .dead] as [ContainerStatus.State])
    func stopped(state: ContainerStatus.State) async throws {
        let fixture = try WorkspaceFixture()
        let container = fixture.add(state, of: alice)
        #expect(try await fixture.running(alice) == container)
        #expect(fixture.engine.count(of: .create) == 0)
        #expect(fixture.log.all == [.finding, .starting])
    }

    @Test("A paused workspace is resumed")
    func paused() async throws {
        let fixture = try WorkspaceFixture()
        let container = fixture.add(.paused, of: alice)
        #expect(try await fixture.running(alice) == container)
        #expect(fixture.engine.calls.map(\.operation) == [.inspect, .unpause, .inspect])
        #expect(fixture.log.all == [.finding, .resuming])
    }

    @Test("A workspace that is restarting is waited for")
    func restarting() async throws {
        let fixture = try WorkspaceFixture()
        let container = fixture.add(.restarting, of: alice)
        fixture.engine.show([.restarting, .restarting, .running], of: "user-alice")
        #expect(try await fixture.running(alice) == container)
        #expect(fixture.log.all == [.finding, .waiting(.restarting)])
    }

    @Test("A workspace that is being removed is made anew once it is gone")
    func removing() async throws {
        let fixture = try WorkspaceFixture()
        let old = fixture.add(.removing, of: alice)
        fixture.engine.show([.removing, nil], of: "user-alice")
        #expect(try await fixture.running(alice) != old)
        #expect(fixture.log.all == [.finding, .waiting(.removing), .creating, .starting])
    }

    @Test("A passing state that does not pass is given up at the limit")
    func stuck() async throws {
        let fixture = try WorkspaceFixture(changing: { $0.startLimit = .milliseconds(1) })
        fixture.add(.restarting, of: alice)
        await #expect { try await fixture.running(alice) } throws: { error in
            guard case .stuck(name: "user-alice", state: "restarting") = error as? WorkspaceError else { return false }
            return true
        }
    }

    @Test("A container of the name that is not the user's workspace is refused and left alone")
    func foreign() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.add("user-alice", .exited, labels: ["gangway.managed": "true", "gangway.owner": "bob"])
        await #expect { try await fixture.running(alice) } throws: { error in
            guard case .foreignContainer(name: "user-alice") = error as? WorkspaceError else { return false }
            return true
        }
        #expect(fixture.engine.calls.map(\.operation) == [.inspect])
    }

    // MARK: The image

    @Test("A missing image is pulled, and its percent told")
    func pull() async throws {
        let fixture = try WorkspaceFixture(images: [])
        _ = try await fixture.running(alice)
        let percents = [0, 10, 60, 100].map { WorkspaceProgress.pulling(percent: $0) }
        #expect(fixture.log.all == [.finding, .creating] + percents + [.creating, .starting])
    }

    @Test("An image that vanishes before the container is created is pulled")
    func vanished() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.fail(.create, with: EngineError(.imageMissing, "gone"))
        _ = try await fixture.running(alice)
        #expect(fixture.engine.count(of: .pull) == 1 && fixture.engine.count(of: .create) == 2)
    }

    // MARK: Many at once

    @Test("Fifty at once of one user make one container and all get it")
    func fifty() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.hold(.create)
        let containers = try await withThrowingTaskGroup(of: ContainerID.self) { group in
            for _ in 0..<50 { group.addTask { try await fixture.running(alice) } }
            await fixture.engine.arrivals(of: .create)
            fixture.engine.release(.create)
            return try await group.reduce(into: [ContainerID]()) { $0.append($1) }
        }
        #expect(containers.count == 50 && Set(containers).count == 1)
        #expect(fixture.engine.count(of: .create) == 1 && fixture.engine.count(of: .start) == 1)
    }

    @Test("Who comes late sees where things stand, and then the rest")
    func late() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.hold(.create)
        async let first = fixture.running(alice)
        await fixture.engine.arrivals(of: .create)
        let joined = ProgressLog()
        let late = Task { try await fixture.workspaces.running(for: alice) { joined.append($0) }.id }
        while joined.all.isEmpty { await Task.yield() }
        #expect(joined.all == [.creating])
        fixture.engine.release(.create)
        #expect(try await first == late.value)
        #expect(joined.all == [.creating, .starting])
        #expect(fixture.log.all == [.finding, .creating, .starting])
    }

    @Test("A failed start fails all its waiters, leaves no container, and the next try succeeds")
    func failure() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.hold(.start)
        fixture.engine.fail(.start, with: refusal)
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask {
                    do {
                        _ = try await fixture.running(alice)
                        return false
                    } catch {
                        guard case .engine(let error) = error as? WorkspaceError else { return false }
                        return error == refusal
                    }
                }
            }
            await fixture.engine.arrivals(of: .start)
            // All have joined once each has been told.
            while fixture.log.all.count(where: { $0 == .starting }) < 5 { await Task.yield() }
            fixture.engine.release(.start)
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(failures == 5)
        #expect(fixture.engine.status(of: "user-alice") == nil)
        #expect(fixture.engine.count(of: .create) == 1)
        _ = try await fixture.running(alice)
        #expect(fixture.engine.status(of: "user-alice")?.state == .running)
    }

    @Test("A failed start of a container that was there before leaves it there")
    func failureOfOld() async throws {
        let fixture = try WorkspaceFixture()
        let container = fixture.add(.exited, of: alice)
        fixture.engine.fail(.start, with: refusal)
        await #expect(throws: WorkspaceError.self) { try await fixture.running(alice) }
        #expect(fixture.engine.status(of: "user-alice")?.id == container)
    }

    @Test("A container that stops right after each start is given up")
    func stops() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.show([nil, .exited, .exited, .exited], of: "user-alice")
        await #expect(throws: WorkspaceError.self) { try await fixture.running(alice) }
        #expect(fixture.engine.count(of: .start) == 3)
        #expect(fixture.engine.status(of: "user-alice") == nil)
    }

    @Test("Somebody else's quicker create or start is no failure")
    func races() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.fail(.create, with: EngineError(.conflict, "name taken"))
        fixture.engine.fail(.start, with: EngineError(.notRunning, "gone"))
        _ = try await fixture.running(alice)
        #expect(fixture.engine.status(of: "user-alice")?.state == .running)
    }

    @Test("A cancelled caller cancels nothing for the others")
    func cancelled() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.hold(.create)
        let gone = Task { try await fixture.running(alice) }
        await fixture.engine.arrivals(of: .create)
        gone.cancel()
        async let other = fixture.running(alice)
        fixture.engine.release(.create)
        #expect(try await other == fixture.engine.status(of: "user-alice")?.id)
        #expect(fixture.engine.count(of: .create) == 1)
        _ = try await gone.value
    }

    @Test("No more than the set number start at once; the next ones wait in line, finders do not")
    func bound() async throws {
        let fixture = try WorkspaceFixture(changing: { $0.concurrentStarts = 2 })
        let users = try (0..<5).map { try Identity.test("user\($0)") }
        fixture.add(.running, of: bob)
        fixture.engine.hold(.create)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for user in users { group.addTask { _ = try await fixture.running(user) } }
            await fixture.engine.arrivals(of: .create, count: 2)
            // Everybody has looked; whoever got no place is in line now.
            await fixture.engine.arrivals(of: .inspect, count: 5)
            _ = try await fixture.running(bob)
            #expect(fixture.engine.count(of: .create) == 2)
            fixture.engine.release(.create)
            try await group.waitForAll()
        }
        #expect(fixture.engine.count(of: .create) == 5)
    }

    @Test("A place is given back after a failure")
    func placeAfterFailure() async throws {
        let fixture = try WorkspaceFixture(changing: { $0.concurrentStarts = 1 })
        fixture.engine.fail(.create, with: refusal, refusal)
        for _ in 0..<2 { await #expect(throws: WorkspaceError.self) { try await fixture.running(alice) } }
        _ = try await fixture.running(bob)
    }

    // MARK: What is remembered

    @Test("A container known to run costs no engine call and no progress")
    func remembered() async throws {
        let fixture = try WorkspaceFixture()
        let container = fixture.add(.running, of: alice)
        #expect(try await fixture.running(alice) == container)
        #expect(fixture.engine.calls.map(\.operation) == [.inspect])
        #expect(try await fixture.running(alice) == container)
        #expect(fixture.engine.calls.map(\.operation) == [.inspect])
        #expect(fixture.log.all == [.finding])
    }

    @Test("A forgotten container is looked for again; forgetting another one changes nothing")
    func forget() async throws {
        let fixture = try WorkspaceFixture()
        let container = fixture.add(.running, of: alice)
        _ = try await fixture.running(alice)
        fixture.workspaces.forget(ContainerID("another"), of: alice)
        _ = try await fixture.running(alice)
        #expect(fixture.engine.count(of: .inspect) == 1)
        fixture.workspaces.forget(container, of: alice)
        fixture.engine.set(.exited, of: "user-alice")
        #expect(try await fixture.running(alice) == container)
        #expect(fixture.engine.count(of: .start) == 1)
    }

    // MARK: The home

    @Test("An empty home gets the skeleton files as the workspace's user; a home in use does not")
    func skeleton() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        let command = try #require(fixture.engine.execs.first?.command)
        #expect(command.user == "\(getuid()):\(getgid())" && !command.terminal && !command.standardInput)
        #expect(command.arguments.last == "/home/user")

        let homes = try #require(fixture.homes)
        try homes.write("x", to: "alice/file")
        fixture.workspaces.forget(try #require(fixture.engine.status(of: "user-alice")).id, of: alice)
        fixture.engine.set(.exited, of: "user-alice")
        _ = try await fixture.running(alice)
        #expect(fixture.engine.execs.count == 1)
    }

    @Test("Missing skeleton files keep nobody out")
    func noSkeleton() async throws {
        let fixture = try WorkspaceFixture()
        fixture.engine.onExecute { $0.end(.exited(code: 1)) }
        _ = try await fixture.running(alice)
        fixture.workspaces.forget(try #require(fixture.engine.status(of: "user-alice")).id, of: alice)
        fixture.engine.set(.exited, of: "user-alice")
        fixture.engine.fail(.execute, with: refusal)
        _ = try await fixture.running(alice)
    }

    @Test("Where the home cannot be made nothing is created")
    func noHome() async throws {
        let fixture = try WorkspaceFixture(changing: { $0.homes = "/proc/nonexistent" })
        await #expect { try await fixture.running(alice) } throws: { error in
            guard case .home = error as? WorkspaceError else { return false }
            return true
        }
        #expect(fixture.engine.count(of: .create) == 0)
    }
}
