public import Containers
public import Model

import struct Foundation.Date

/// The workspaces, as far as administration needs them.
public struct AdminWorkspaces: Sendable {
    let list: @Sendable () async throws -> [WorkspaceStatus]
    let status: @Sendable (UserName, _ looks: Bool) async throws -> WorkspaceStatus?
    let start: @Sendable (UserName, ProfileName?, _ actor: String) async throws -> Void
    let stop: @Sendable (UserName, _ actor: String) async throws -> Void
    let remove: @Sendable (UserName, _ with: WorkspaceHome?, _ actor: String) async throws -> Bool
    let hold: @Sendable (UserName, Date?) async -> Bool
    let logs: @Sendable (UserName, _ tail: Int) async throws -> [UInt8]
    let usage: @Sendable () async throws -> [(user: UserName, usage: ContainerUsage)]
    let upgrade: @Sendable (UserName, ProfileName?, _ now: Bool, _ actor: String) async throws -> Bool
    let entrance: @Sendable (UserName, ProfileName?, _ actor: String) async throws -> WorkspaceEntrance
    /// For a command in it.
    let lease: @Sendable (UserName) -> WorkspaceLease
    /// Of a user with this profile.
    let home: @Sendable (UserName, ProfileName?) -> WorkspaceHome
    /// All users who may have a workspace, with their profiles.
    let owners: @Sendable () async throws -> [UserName: ProfileName?]

    /// - Parameter owners: gives all users who may have a workspace, with their profiles (nil: the standard one):
    ///   administrators have none.
    public init(
        _ workspaces: Workspaces, owners: @escaping @Sendable () async throws -> [UserName: ProfileName?]
    ) {
        list = { try await workspaces.list() }
        status = { try await workspaces.status(of: $0, looks: $1) }
        start = { try await workspaces.start($0, $1, by: $2) }
        stop = { try await workspaces.stop($0, because: .administrator($1)) }
        remove = { try await workspaces.remove($0, with: $1, because: .administrator($2)) }
        hold = { await workspaces.hold($0, until: $1) }
        logs = { try await workspaces.logs(of: $0, tail: $1) }
        usage = { try await workspaces.usage() }
        upgrade = { try await workspaces.upgrade($0, $1, now: $2, by: $3) }
        entrance = { try await workspaces.entrance(of: $0, $1, by: $2) }
        lease = { workspaces.lease(.command, of: $0) }
        home = { workspaces.profiles.profile(named: $1)?.home(of: $0) ?? .folder }
        self.owners = owners
    }
}
