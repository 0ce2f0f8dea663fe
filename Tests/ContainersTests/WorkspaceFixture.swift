import EventLoop
import Foundation
import GatewayTesting
@_spi(Authentication) import Model
import Synchronization

@testable import Containers

/// `Workspaces` over a scripted engine, with homes in a folder of its own.
final class WorkspaceFixture: Sendable {
    let engine: ScriptedEngine
    let loop: EventLoop
    let workspaces: Workspaces
    let homes = try? TemporaryFolder()
    let log = ProgressLog()
    let clock = TestClock()
    let reports = Reports()
    let configuration: WorkspaceConfiguration
    let hooks: WorkspaceHooks

    /// - Parameter others: profiles beside the standard one.
    init(
        images: Set<String> = ["gangway-workspace:latest"], others: [Profile] = [], hooks: WorkspaceHooks = .init(),
        changing configure: ((inout WorkspaceConfiguration) -> Void)? = nil,
        profile change: ((inout Profile) -> Void)? = nil
    ) throws {
        engine = ScriptedEngine(images: images)
        loop = try EventLoop(label: "test")
        var configuration = WorkspaceConfiguration(homes: homes?.path ?? "/nonexistent", instance: "here")
        var profile = Profile()
        profile.uid = getuid()
        profile.gid = getgid()
        change?(&profile)
        configuration.profiles = Profiles(standard: profile, others: others)
        configure?(&configuration)
        self.configuration = configuration
        self.hooks = hooks
        var surroundings = WorkspaceSurroundings()
        surroundings.clock = { [clock] in clock.now }
        surroundings.hooks = hooks
        let reports = reports
        surroundings.changed = { reports.append($0) }
        surroundings.owners = { reports.owners.withLock { $0 } }
        surroundings.readLives = { reports.lives.withLock { $0 } }
        surroundings.keepLives = { lives in reports.lives.withLock { $0 = lives } }
        workspaces = Workspaces(
            engine: engine, configuration: configuration, version: "1.2.3", loop: loop, surroundings: surroundings)
    }

    func running(_ identity: Identity) async throws -> ContainerID {
        try await workspaces.running(for: identity) { [log] in log.append($0) }.id
    }

    /// A container that is `user`'s workspace.
    @discardableResult
    func add(_ state: ContainerStatus.State, of identity: Identity) -> ContainerID {
        engine.add(Workspaces.containerName(of: identity.user), state, labels: labels(of: identity.user))
    }

    /// Of a container that is as it would be made now.
    func labels(of user: UserName) -> [String: String] {
        let profile = configuration.profiles.standard
        let owner = WorkspaceOwner(uid: profile.uid, gid: profile.gid)
        let specification = ContainerSpecification(
            workspaceOf: user, owner, home: "\(configuration.homes)/\(user)", guests: nil, proxies: [:], profile)
        let plan = WorkspacePlan(user: user, profile: profile, owner: owner, specification: specification)
        return plan.labelled(imageDigest: "sha256:\(profile.image)", instance: configuration.instance, version: "1")
            .labels
    }

    /// What was done to containers and why: `stopped: idle`.
    var changes: [String] { reports.changes.withLock { $0.map { "\($0.kind): \($0.cause)" } } }
}

/// What `Workspaces` tells and asks.
final class Reports: Sendable {
    let changes = Mutex<[WorkspaceChange]>([])
    let owners = Mutex<[UserName: ProfileName?]?>(nil)
    let lives = Mutex<[UserName: WorkspaceLife]>([:])
    func append(_ change: WorkspaceChange) { changes.withLock { $0.append(change) } }
}

/// Stands still until it is moved on.
final class TestClock: Sendable {
    private let time = Mutex(Date(timeIntervalSince1970: 1_000_000))
    var now: Date { time.withLock { $0 } }
    func pass(_ seconds: Double) { time.withLock { $0 += seconds } }
}

/// Progress in the order it was told.
final class ProgressLog: Sendable {
    private let told = Mutex<[WorkspaceProgress]>([])
    var all: [WorkspaceProgress] { told.withLock { $0 } }
    func append(_ progress: WorkspaceProgress) { told.withLock { $0.append(progress) } }
}

extension Identity {
    /// A user who has logged in. The name must be valid.
    static func test(_ name: String, _ profile: ProfileName? = nil) throws -> Identity {
        guard let user = UserName(name) else { throw EngineError(.refused, "\(name) is no user name") }
        return Identity(user: user, methods: [.publicKey], profile: profile)
    }
}
