import Foundation
import GatewayTesting
import Model
import Testing

@testable import Containers

/// The life of workspaces, with a clock that stands still until it is moved on.
struct WorkspaceLifeTests {
    private let alice: Identity
    private let bob: Identity

    init() throws {
        alice = try .test("alice")
        bob = try .test("bob")
    }

    private func state(_ fixture: WorkspaceFixture, of identity: Identity) -> ContainerStatus.State? {
        fixture.engine.status(of: Workspaces.containerName(of: identity.user))?.state
    }

    // MARK: Idleness

    @Test("A workspace that nobody uses is stopped after the time of its profile, and the log says why")
    func idle() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        fixture.clock.pass(1799)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .running)
        fixture.clock.pass(1)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .exited)
        #expect(fixture.changes.last == "stopped: idle")
        _ = try await fixture.running(alice)
        #expect(state(fixture, of: alice) == .running)
    }

    @Test("A session keeps it; the time counts from its end", arguments: [.session, .forward] as [WorkspaceLease.Kind])
    func lease(kind: WorkspaceLease.Kind) async throws {
        let fixture = try WorkspaceFixture()
        let lease = fixture.workspaces.lease(kind, of: alice.user)
        _ = try await fixture.running(alice)
        fixture.clock.pass(100_000)
        await fixture.workspaces.sweep()
        fixture.clock.pass(100_000)
        lease.end()
        fixture.clock.pass(1799)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .running)
        fixture.clock.pass(1)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .exited)
    }

    @Test("A busy processor keeps it, as the engine sees it where there is no guest agent")
    func processor() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        var usage = ContainerUsage()
        for _ in 0..<5 {
            fixture.engine.set(usage, of: "user-alice")
            await fixture.workspaces.sweep()
            fixture.clock.pass(900)
            usage.cpuNanoseconds += 100_000_000_000
        }
        #expect(state(fixture, of: alice) == .running)
        for _ in 0..<3 {
            fixture.clock.pass(900)
            await fixture.workspaces.sweep()
        }
        #expect(state(fixture, of: alice) == .exited)
    }

    @Test(
        "A process that keeps it alive, or a terminal multiplexer, does so", arguments: ["jupyter-lab", "tmux: server"])
    func process(name: String) async throws {
        let fixture = try WorkspaceFixture(profile: { $0.idle.keepAlive = ["jupyter-lab"] })
        _ = try await fixture.running(alice)
        fixture.engine.set(processes: ["sh", name], of: "user-alice")
        for _ in 0..<5 {
            fixture.clock.pass(1800)
            await fixture.workspaces.sweep()
        }
        #expect(state(fixture, of: alice) == .running)
        fixture.engine.set(processes: ["sh"], of: "user-alice")
        fixture.clock.pass(1800)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .exited)
    }

    @Test("A hold keeps it to its end")
    func hold() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        let isHeld = await fixture.workspaces.hold(alice.user, until: fixture.clock.now + 8 * 3600)
        #expect(isHeld)
        let isMissingHeld = await fixture.workspaces.hold(bob.user, until: fixture.clock.now + 8 * 3600)
        #expect(!isMissingHeld)
        fixture.clock.pass(8 * 3600 - 1)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .running)
        fixture.clock.pass(1)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .exited)
    }

    @Test("Who comes while it is being stopped waits, and has it started again")
    func arrival() async throws {
        let fixture = try WorkspaceFixture()
        let container = try await fixture.running(alice)
        fixture.engine.hold(.stop)
        fixture.clock.pass(1800)
        async let sweep: Void = fixture.workspaces.sweep()
        await fixture.engine.arrivals(of: .stop)
        let lease = fixture.workspaces.lease(.session, of: alice.user)
        async let session = fixture.running(alice)
        while !fixture.log.all.contains(.stopping) { await Task.yield() }
        fixture.engine.release(.stop)
        #expect(try await session == container)
        await sweep
        #expect(state(fixture, of: alice) == .running)
        #expect(fixture.engine.count(of: .start) == 2)
        lease.end()
    }

    @Test("Who came before the decision keeps it")
    func before() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        fixture.clock.pass(1800)
        let lease = fixture.workspaces.lease(.session, of: alice.user)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .running)
        lease.end()
    }

    @Test("The longest life ends it with its sessions, which are told before and at the end")
    func longestLife() async throws {
        let fixture = try WorkspaceFixture(profile: {
            $0.idle.longestLife = .seconds(3600)
            $0.stopGrace = .zero
        })
        let lease = fixture.workspaces.lease(.session, of: alice.user)
        _ = try await fixture.running(alice)
        var notices = fixture.workspaces.notices.stream.makeAsyncIterator()
        fixture.clock.pass(3100)
        await fixture.workspaces.sweep()
        guard case .tell(alice.user, let warning)? = await notices.next() else {
            Issue.record("no warning")
            return
        }
        #expect(warning.contains("8 min"))
        fixture.clock.pass(500)
        await fixture.workspaces.sweep()
        guard case .end(alice.user, _)? = await notices.next() else {
            Issue.record("no end")
            return
        }
        #expect(state(fixture, of: alice) == .exited && fixture.changes.last == "stopped: longest life")
        lease.end()
    }

    // MARK: After a restart

    @Test("After a restart of the gateway the idle clock goes on where it was")
    func resumed() async throws {
        let fixture = try WorkspaceFixture()
        fixture.add(.running, of: alice)
        var life = WorkspaceLife(began: fixture.clock.now)
        fixture.reports.lives.withLock { $0 = [alice.user: life] }
        fixture.clock.pass(1799)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .running)
        fixture.clock.pass(1)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .exited)
        life.sign = ""
    }

    @Test("A running container of ours is adopted: its session costs no look, its idleness counts from now")
    func adopted() async throws {
        let fixture = try WorkspaceFixture()
        let container = fixture.add(.running, of: alice)
        await fixture.workspaces.sweep()
        #expect(try await fixture.running(alice) == container)
        #expect(fixture.engine.count(of: .inspect) == 0)
        fixture.clock.pass(1800)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .exited)
    }

    @Test("What was known is kept for the next server")
    func kept() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        await fixture.workspaces.sweep()
        #expect(fixture.reports.lives.withLock { $0[alice.user]?.began } == fixture.clock.now)
        _ = await fixture.workspaces.hold(alice.user, until: fixture.clock.now + 60)
        #expect(fixture.reports.lives.withLock { $0[alice.user]?.heldUntil } == fixture.clock.now + 60)
    }

    // MARK: What others did

    @Test("A container that ended by itself is noticed, with the reason, and the next session starts it")
    func ended() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        fixture.engine.set(
            .exited, of: "user-alice", ended: ContainerStatus.Ended(exitCode: 137, isOutOfMemory: true))
        await fixture.workspaces.sweep()
        #expect(fixture.changes.last == "stopped: out of memory")
        await fixture.workspaces.sweep()
        #expect(fixture.changes.count == 3, "told once")
        _ = try await fixture.running(alice)
        #expect(state(fixture, of: alice) == .running)
    }

    @Test("A container that others removed is noticed, and made again")
    func removed() async throws {
        let fixture = try WorkspaceFixture()
        let container = try await fixture.running(alice)
        try await fixture.engine.remove(container)
        await fixture.workspaces.sweep()
        #expect(fixture.changes.last == "stopped: removed by others")
        #expect(try await fixture.running(alice) != container)
    }

    @Test("A container whose start was never finished is removed, but not one that is just being made")
    func unfinished() async throws {
        let fixture = try WorkspaceFixture()
        let labels = fixture.labels(of: alice.user)
        let time = Int(fixture.clock.now.timeIntervalSince1970)
        fixture.engine.add("user-alice", .created, labels: labels, created: time - 60)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .created)
        fixture.clock.pass(61)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == nil && fixture.changes == ["removed: unfinished"])
    }

    @Test("The container of a user who is gone is removed; nobody's is where the users are not known")
    func noOwner() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .running)
        fixture.reports.owners.withLock { $0 = [bob.user: nil] }
        let lease = fixture.workspaces.lease(.session, of: alice.user)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .running, "not under a session")
        lease.end()
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == nil)
        #expect(fixture.changes.suffix(2) == ["stopped: no such user", "removed: no such user"])
    }

    @Test("Containers with our labels under another name, and others', are left alone")
    func foreign() async throws {
        let fixture = try WorkspaceFixture()
        fixture.reports.owners.withLock { $0 = [:] }
        fixture.engine.add("backup-of-alice", .exited, labels: fixture.labels(of: alice.user), created: 0)
        fixture.engine.add("user-bob", .created, labels: ["gangway.owner": "bob"], created: 0)
        var labels = fixture.labels(of: alice.user)
        labels[WorkspaceLabels.instance] = "elsewhere"
        fixture.engine.add("user-alice", .created, labels: labels, created: 0)
        await fixture.workspaces.sweep()
        #expect(fixture.engine.status(of: "user-alice") != nil, "another server's")
        #expect(fixture.engine.status(of: "backup-of-alice") != nil && fixture.engine.status(of: "user-bob") != nil)
    }

    @Test("An engine that does not answer changes nothing, and the next look is made all the same")
    func noAnswer() async throws {
        let fixture = try WorkspaceFixture()
        let container = try await fixture.running(alice)
        fixture.engine.fail(.list, with: EngineError(.unreachable, "down"))
        fixture.clock.pass(1800)
        await fixture.workspaces.sweep()
        #expect(try await fixture.running(alice) == container)
        await fixture.workspaces.sweep()
        #expect(state(fixture, of: alice) == .exited)
    }
}
