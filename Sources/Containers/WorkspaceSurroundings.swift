public import FoundationEssentials
public import Model

/// Whom `Workspaces` tells and asks, beside the engine.
public struct WorkspaceSurroundings: Sendable {
    /// Told of what was done to a container, or happened to it; must not block.
    public var changed: @Sendable (WorkspaceChange) -> Void = { _ in }
    /// All users there are, with their profiles (nil: the standard one); nil: not known, so nothing is removed for want
    /// of an owner.
    public var owners: @Sendable () async throws -> [UserName: ProfileName?]? = { nil }
    /// What was known of the workspaces' lives when a server ended; given back after its start.
    public var readLives: @Sendable () async throws -> [UserName: WorkspaceLife] = { [:] }
    /// Keeps these in place of all kept before.
    public var keepLives: @Sendable ([UserName: WorkspaceLife]) async throws -> Void = { _ in }
    public var hooks = WorkspaceHooks()
    public var clock: @Sendable () -> Date = { Date() }

    public init() {}
}
