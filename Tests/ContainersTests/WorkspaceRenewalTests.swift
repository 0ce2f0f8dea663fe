import GatewayTesting
import Glibc
import Model
import Synchronization
import Testing

@testable import Containers

/// Containers that are behind their image or profile, room for them, and who is asked.
struct WorkspaceRenewalTests {
    private let alice: Identity
    private let bob: Identity

    init() throws {
        alice = try .test("alice")
        bob = try .test("bob")
    }

    private func stopped(_ fixture: WorkspaceFixture, behind label: String) throws -> ContainerID {
        var labels = fixture.labels(of: alice.user)
        labels[label] = "another"
        return fixture.engine.add("user-alice", .exited, labels: labels)
    }

    // MARK: Renewal

    @Test(
        "A stopped container that is behind its image or profile is made anew at its start, and the user is told",
        arguments: [
            (WorkspaceLabels.imageDigest, "new image"), (WorkspaceLabels.fingerprint, "changed profile"),
        ])
    func renewed(label: String, cause: String) async throws {
        let fixture = try WorkspaceFixture()
        let old = try stopped(fixture, behind: label)
        let new = try await fixture.running(alice)
        #expect(new != old && fixture.engine.status(of: "user-alice")?.id == new)
        #expect(fixture.changes == ["removed: \(cause)", "created: session", "started: session"])
        let notice = fixture.workspaces.takeNotice(of: alice.user)
        #expect(notice?.contains("made anew") == true)
        #expect(fixture.workspaces.takeNotice(of: alice.user) == nil, "once")
    }

    @Test("A running one is left alone, and listed as behind")
    func running() async throws {
        let fixture = try WorkspaceFixture()
        var labels = fixture.labels(of: alice.user)
        labels[WorkspaceLabels.imageDigest] = "another"
        let container = fixture.engine.add("user-alice", .running, labels: labels)
        #expect(try await fixture.running(alice) == container)
        let list = try await fixture.workspaces.list()
        #expect(list.map(\.behind) == [.image])
    }

    @Test("A profile that keeps its containers keeps them")
    func keeps() async throws {
        let fixture = try WorkspaceFixture(profile: { $0.keepsContainer = true })
        let old = try stopped(fixture, behind: WorkspaceLabels.imageDigest)
        #expect(try await fixture.running(alice) == old)
    }

    @Test("Where the image is gone the old container starts all the same")
    func imageGone() async throws {
        let fixture = try WorkspaceFixture(images: [])
        let old = fixture.add(.exited, of: alice)
        #expect(try await fixture.running(alice) == old)
        #expect(fixture.engine.count(of: .pull) == 0)
    }

    @Test("A user with another profile gets another container at the next start")
    func otherProfile() async throws {
        var gpu = Profile()
        gpu.name = try #require(ProfileName("gpu"))
        gpu.memory = 1 << 30
        gpu.uid = getuid()
        gpu.gid = getgid()
        let fixture = try WorkspaceFixture(others: [gpu])
        fixture.add(.exited, of: alice)
        _ = try await fixture.running(try .test("alice", gpu.name))
        #expect(fixture.engine.specification(of: "user-alice")?.memory == 1 << 30)
        #expect(fixture.engine.specification(of: "user-alice")?.labels["gangway.profile"] == "gpu")
        #expect(fixture.changes.first == "removed: other profile")
    }

    @Test("A profile that is not there any more is told, and touches nothing")
    func noProfile() async throws {
        let fixture = try WorkspaceFixture()
        let lost = try Identity.test("alice", ProfileName("lost"))
        await #expect { try await fixture.running(lost) } throws: { error in
            guard case .noProfile = error as? WorkspaceError else { return false }
            return true
        }
        #expect(fixture.engine.calls.isEmpty)
    }

    @Test("A container whose network is gone is made anew, with its network")
    func networkGone() async throws {
        let fixture = try WorkspaceFixture()
        let old = fixture.add(.exited, of: alice)
        fixture.engine.fail(.start, with: EngineError(.networkMissing, "gone"))
        #expect(try await fixture.running(alice) != old)
        #expect(fixture.engine.count(of: .network) == 1)
        #expect(fixture.changes.first == "removed: network missing")
    }

    @Test("Removing takes the container and leaves the home, which goes where that is said")
    func remove() async throws {
        let fixture = try WorkspaceFixture()
        _ = try await fixture.running(alice)
        let homes = try #require(fixture.homes)
        try homes.write("x", to: "alice/file")
        try await fixture.workspaces.remove(alice.user, because: .administrator("root"))
        #expect(fixture.engine.status(of: "user-alice") == nil)
        unsafe #expect(access("\(homes.path)/alice/file", F_OK) == 0)
        // Where the home is all that is left, and with the container.
        try await fixture.workspaces.remove(alice.user, with: .folder, because: .administrator("root"))
        unsafe #expect(access("\(homes.path)/alice", F_OK) != 0)
        _ = try await fixture.running(alice)
        unsafe #expect(access("\(homes.path)/alice", F_OK) == 0)
        try await fixture.workspaces.remove(alice.user, with: .folder, because: .administrator("root"))
        #expect(fixture.engine.status(of: "user-alice") == nil)
        unsafe #expect(access("\(homes.path)/alice", F_OK) != 0)
    }

    @Test("An upgrade makes stopped ones anew, running ones only when told to")
    func upgrade() async throws {
        let fixture = try WorkspaceFixture()
        _ = try stopped(fixture, behind: WorkspaceLabels.imageDigest)
        let isMade = try await fixture.workspaces.upgrade(alice.user, nil, now: false, by: "root")
        #expect(isMade && fixture.engine.status(of: "user-alice") == nil)
        var labels = fixture.labels(of: bob.user)
        labels[WorkspaceLabels.imageDigest] = "another"
        let old = fixture.engine.add("user-bob", .running, labels: labels)
        let isLeft = try await fixture.workspaces.upgrade(bob.user, nil, now: false, by: "root")
        #expect(!isLeft && fixture.engine.status(of: "user-bob")?.id == old)
        let isForced = try await fixture.workspaces.upgrade(bob.user, nil, now: true, by: "root")
        #expect(isForced && fixture.engine.status(of: "user-bob")?.id != old)
        #expect(fixture.engine.status(of: "user-bob")?.state == .running)
    }

    // MARK: Room

    @Test("Who finds no room waits in line, sees the place, and gets the next room")
    func line() async throws {
        let fixture = try WorkspaceFixture(changing: { $0.quota.running = 1 })
        _ = try await fixture.running(alice)
        async let next = fixture.running(bob)
        while !fixture.log.all.contains(.inLine(place: 1)) { await Task.yield() }
        try await fixture.workspaces.stop(alice.user, because: .administrator("root"))
        #expect(try await next == fixture.engine.status(of: "user-bob")?.id)
    }

    @Test("A line has an end: who waited for too long is refused, and leaves room")
    func patience() async throws {
        let fixture = try WorkspaceFixture(changing: {
            $0.quota.running = 1
            $0.quota.waitLimit = .milliseconds(1)
        })
        _ = try await fixture.running(alice)
        await #expect { try await fixture.running(bob) } throws: { error in
            guard case .full = error as? WorkspaceError else { return false }
            return true
        }
        try await fixture.workspaces.stop(alice.user, because: .administrator("root"))
        _ = try await fixture.running(bob)
    }

    @Test("Where it is set so, who finds no room is refused at once")
    func refuse() async throws {
        let fixture = try WorkspaceFixture(changing: {
            $0.quota.memory = 12 << 30
            $0.quota.whenFull = .refuse
        })
        _ = try await fixture.running(alice)
        await #expect { try await fixture.running(bob) } throws: { error in
            guard case .full(let limit) = error as? WorkspaceError else { return false }
            return limit.contains("quota.memory")
        }
        #expect(fixture.engine.count(of: .create) == 1)
    }

    @Test("A profile's own limit holds up its own users, and nobody else")
    func profileLimit() async throws {
        var small = Profile()
        small.name = try #require(ProfileName("small"))
        small.maxRunning = 1
        small.uid = getuid()
        small.gid = getgid()
        let fixture = try WorkspaceFixture(others: [small])
        _ = try await fixture.running(try .test("one", small.name))
        async let second = fixture.running(try .test("two", small.name))
        while !fixture.log.all.contains(.inLine(place: 1)) { await Task.yield() }
        _ = try await fixture.running(alice)
        try await fixture.workspaces.stop(try Identity.test("one").user, because: .administrator("root"))
        _ = try await second
    }

    @Test("A failed start gives its room back")
    func roomAfterFailure() async throws {
        let fixture = try WorkspaceFixture(changing: { $0.quota.running = 1 })
        fixture.engine.fail(.create, with: EngineError(.refused, "no"))
        await #expect(throws: WorkspaceError.self) { try await fixture.running(alice) }
        _ = try await fixture.running(bob)
    }

    // MARK: Hooks

    /// Writes down what it is told, and says what it is told to.
    private final class Listener: WorkspaceHook {
        let calls = Mutex<[HookCall]>([])
        let answer: HookError?

        init(_ answer: HookError? = nil) { self.answer = answer }

        func run(_ call: HookCall) async throws(HookError) {
            calls.withLock { $0.append(call) }
            if let answer { throw answer }
        }
    }

    @Test("A create hook that says no refuses the workspace in its own words, and nothing is made")
    func refusedByHook() async throws {
        let fixture = try WorkspaceFixture(
            hooks: WorkspaceHooks([.create: [Listener(.refused(text: "your trial has ended"))]]))
        await #expect { try await fixture.running(alice) } throws: { error in
            (error as? WorkspaceError)?.userMessage == "your trial has ended"
        }
        #expect(fixture.engine.count(of: .create) == 0)
    }

    @Test("Hooks hear of the whole life; those that fail later change nothing")
    func hooks() async throws {
        let listener = Listener()
        let failing = Listener(.failed(cause: "down"))
        let fixture = try WorkspaceFixture(
            hooks: WorkspaceHooks([
                .create: [listener], .start: [listener, failing], .stop: [listener], .remove: [failing, listener],
            ]))
        let container = try await fixture.running(alice)
        try await fixture.workspaces.remove(alice.user, because: .administrator("root"))
        let calls = listener.calls.withLock { $0 }
        #expect(calls.map(\.event) == [.create, .start, .stop])
        #expect(calls.map(\.container) == [nil, container.description, container.description])
        #expect(calls.map(\.reason) == ["session", "session", "by root"])
        #expect(failing.calls.withLock { $0.count } == 2)
    }
}
