import GRDB
public import Model

extension Store {
    /// - Parameter profile: nil: the standard one.
    /// - Throws: `AccountError.groupExists`, `StoreError`.
    public func addGroup(_ name: ProfileName, profile: ProfileName? = nil) async throws {
        try await write { database in
            guard try !Self.hasGroup(name, in: database) else { throw AccountError.groupExists(name) }
            try database.execute(
                sql: "INSERT INTO userGroup (name, profile) VALUES (?, ?)",
                arguments: [name.description, profile?.description])
        }
    }

    /// All groups with their users, by name.
    public func groups() async throws -> [UserGroup] {
        try await read { database in
            var users: [ProfileName: [UserName]] = [:]
            for account in try AccountRow.fetchAll(database, sql: AccountRow.query + " ORDER BY account.name") {
                if let group = account.account.group { users[group, default: []].append(account.account.name) }
            }
            return try Row.fetchAll(database, sql: "SELECT name, profile FROM userGroup ORDER BY name").compactMap {
                guard let name = try $0.profileName(Column("name")) else { return nil }
                return UserGroup(
                    name: name, profile: try $0.profileName(Column("profile")), users: users[name] ?? [])
            }
        }
    }

    /// - Parameter profile: nil: the standard one.
    /// - Throws: `AccountError.groupMissing`, `StoreError`.
    public func setProfile(_ profile: ProfileName?, forGroup name: ProfileName) async throws {
        try await write { database in
            try database.execute(
                sql: "UPDATE userGroup SET profile = ? WHERE name = ?",
                arguments: [profile?.description, name.description])
            guard database.changesCount > 0 else { throw AccountError.groupMissing(name) }
        }
    }

    /// - Parameter releasingUsers: users of the group are in none afterwards; else there may be none.
    /// - Returns: who was released.
    /// - Throws: `AccountError.groupMissing`, `.groupInUse`, `StoreError`.
    @discardableResult
    public func removeGroup(_ name: ProfileName, releasingUsers: Bool = false) async throws -> [UserName] {
        try await write { database in
            guard try Self.hasGroup(name, in: database) else { throw AccountError.groupMissing(name) }
            let users = try AccountRow.fetchAll(
                database, sql: AccountRow.query + " WHERE account.userGroup = ? ORDER BY account.name",
                arguments: [name.description]
            ).map(\.account.name)
            guard users.isEmpty || releasingUsers else { throw AccountError.groupInUse(name, users: users) }
            try database.execute(
                sql: "UPDATE account SET userGroup = NULL WHERE userGroup = ?", arguments: [name.description])
            try database.execute(sql: "DELETE FROM userGroup WHERE name = ?", arguments: [name.description])
            return users
        }
    }

    static func hasGroup(_ name: ProfileName, in database: Database) throws -> Bool {
        try !Row.fetchAll(
            database, sql: "SELECT 1 FROM userGroup WHERE name = ?", arguments: [name.description]
        ).isEmpty
    }
}
