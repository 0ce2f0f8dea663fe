import GRDB
public import Model

extension Store {
    /// What of an account says which profile its workspace has. What is nil stays as it is; `.some(nil)` is none.
    public struct ProfileChange: Hashable, Sendable {
        public var profile: ProfileName??
        public var group: ProfileName??

        public init(profile: ProfileName?? = nil, group: ProfileName?? = nil) {
            self.profile = profile
            self.group = group
        }
    }

    /// Whether there is a profile of that name is not this target's business.
    ///
    /// - Returns: the account as it is now.
    /// - Throws: `AccountError.missing`, `.groupMissing`, `StoreError`.
    @discardableResult
    public func changeProfile(of name: UserName, _ change: ProfileChange) async throws -> Account {
        try await write { database in
            var account = try Self.account(named: name, in: database)
            if case .some(.some(let group)) = change.group, try !Self.hasGroup(group, in: database) {
                throw AccountError.groupMissing(group)
            }
            if let profile = change.profile { account.profile = profile }
            if let group = change.group { account.group = group }
            try AccountRow(account).update(database)
            return try Self.account(named: name, in: database)
        }
    }

    /// All accounts with the profiles that their workspaces have; nil: the standard one.
    public func owners() async throws -> [UserName: ProfileName?] {
        Dictionary(uniqueKeysWithValues: try await accounts().map { ($0.name, $0.effectiveProfile) })
    }
}
