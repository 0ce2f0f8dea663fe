import GRDB
public import Model

import struct Foundation.Date

extension Store {
    /// Adds an account with everything it starts with, or nothing.
    ///
    /// - Parameter keys: their `account` must be `name`.
    /// - Throws: `AccountError.exists`, `.keyExists` if `keys` holds one twice, `StoreError`.
    @discardableResult
    public func addAccount(
        _ name: UserName, passwordHash: String? = nil, keys: [AuthorizedKey] = [], isAdmin: Bool = false
    ) async throws -> Account {
        let account = Account(
            name: name, created: Date().inWholeSeconds, isDisabled: false, passwordHash: passwordHash,
            forwarding: ForwardingOverrides(), isAdmin: isAdmin, profile: nil, group: nil, groupProfile: nil)
        try await write { database in
            guard try !AccountRow.exists(database, key: name.description) else { throw AccountError.exists(name) }
            try AccountRow(account).insert(database)
            for key in keys { try Self.insert(key, into: database) }
        }
        return account
    }

    /// - Throws: `AccountError.missing`, `StoreError`.
    public func account(named name: UserName) async throws -> Account {
        try await read { try Self.account(named: name, in: $0) }
    }

    /// All accounts, by name.
    public func accounts() async throws -> [Account] {
        try await read { try AccountRow.fetchAll($0, sql: AccountRow.query + " ORDER BY account.name").map(\.account) }
    }

    /// Removes the account and its keys. The user's home and container are not this target's business.
    ///
    /// - Throws: `AccountError.missing`, `StoreError`.
    public func removeAccount(_ name: UserName) async throws {
        try await write { database in
            guard try AccountRow.deleteOne(database, key: name.description) else { throw AccountError.missing(name) }
        }
    }

    /// - Throws: `AccountError.missing`, `StoreError`.
    public func setDisabled(_ isDisabled: Bool, for name: UserName) async throws {
        try await change(name) { $0.isDisabled = isDisabled }
    }

    /// - Throws: `AccountError.missing`, `StoreError`.
    public func setAdmin(_ isAdmin: Bool, for name: UserName) async throws {
        try await change(name) { $0.isAdmin = isAdmin }
    }

    /// - Parameter hash: nil ends login by password.
    /// - Throws: `AccountError.missing`, `StoreError`.
    public func setPasswordHash(_ hash: String?, for name: UserName) async throws {
        try await change(name) { $0.passwordHash = hash }
    }

    /// Changes what the user may forward, from the next login on.
    ///
    /// - Parameter body: gets what is stored.
    /// - Returns: what is stored now.
    /// - Throws: `AccountError.missing`, `StoreError`.
    @discardableResult
    public func changeForwarding(
        of name: UserName, _ body: @Sendable (inout ForwardingOverrides) -> Void
    ) async throws -> ForwardingOverrides {
        try await change(name) { body(&$0.forwarding) }.forwarding
    }

    /// What a user who has proved to be `name` gets.
    ///
    /// - Returns: nil if there is no such account any more, or it is disabled.
    public func accountForLogin(of name: UserName) async throws -> Account? {
        try await read { database in
            let account = try Self.accountIfAny(named: name, in: database)
            return account?.isDisabled == false ? account : nil
        }
    }

    /// What a login by password is checked against.
    ///
    /// - Parameter name: nil stands for text that is no user name; it costs the same query as a name.
    /// - Returns: nil if there is no such account, it is disabled, or it has no password: nobody past here can tell.
    public func passwordHashForLogin(of name: UserName?) async throws -> String? {
        try await read { database in
            try String.fetchOne(
                database.cachedStatement(sql: "SELECT passwordHash FROM account WHERE name = ? AND NOT isDisabled"),
                arguments: [name?.description])
        }
    }

    static func account(named name: UserName, in database: Database) throws -> Account {
        guard let account = try accountIfAny(named: name, in: database) else { throw AccountError.missing(name) }
        return account
    }

    private static func accountIfAny(named name: UserName, in database: Database) throws -> Account? {
        try AccountRow.fetchOne(
            database.cachedStatement(sql: AccountRow.query + " WHERE account.name = ?"), arguments: [name.description])?
            .account
    }

    @discardableResult
    private func change(_ name: UserName, _ body: @Sendable (inout Account) -> Void) async throws -> Account {
        try await write { database in
            var account = try Self.account(named: name, in: database)
            body(&account)
            try AccountRow(account).update(database)
            return account
        }
    }
}
