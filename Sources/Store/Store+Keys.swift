import GRDB
public import Model

extension Store {
    /// - Throws: `AccountError.missing`, `.keyExists`, `StoreError`.
    public func addKey(_ key: AuthorizedKey) async throws {
        try await write { database in
            _ = try Self.account(named: key.account, in: database)
            try Self.insert(key, into: database)
        }
    }

    /// The account's keys, oldest first.
    ///
    /// - Throws: `AccountError.missing`, `StoreError`.
    public func keys(of name: UserName) async throws -> [AuthorizedKey] {
        try await read { database in
            _ = try Self.account(named: name, in: database)
            return try Self.keys(of: name).order(Column.rowID).fetchAll(database).map(\.key)
        }
    }

    /// How many keys each account has; accounts without keys are left out.
    public func keyCounts() async throws -> [UserName: Int] {
        try await read { database in
            let rows = try Row.fetchCursor(
                database, sql: "SELECT account, count(*) AS keys FROM authorizedKey GROUP BY account")
            var counts: [UserName: Int] = [:]
            while let row = try rows.next() {
                counts[try row.userName(AuthorizedKeyRow.Columns.account)] = try row.value(Column("keys")) as Int
            }
            return counts
        }
    }

    /// Removes the one key that has `text` as its fingerprint, or else as its comment.
    ///
    /// - Returns: the removed key.
    /// - Throws: `AccountError.missing`, `.keyMissing`, `.commentNotUnique`, `StoreError`.
    @discardableResult
    public func removeKey(_ text: String, of name: UserName) async throws -> AuthorizedKey {
        try await write { database in
            _ = try Self.account(named: name, in: database)
            let keys = try Self.keys(of: name).fetchAll(database).map(\.key)
            let matches = keys.filter { $0.fingerprint == text }
            let candidates = matches.isEmpty && !text.isEmpty ? keys.filter { $0.comment == text } : matches
            guard let key = candidates.first else { throw AccountError.keyMissing(name) }
            guard candidates.count == 1 else { throw AccountError.commentNotUnique(name) }
            try AuthorizedKeyRow(key).delete(database)
            return key
        }
    }

    /// Whether a login by this key would do, for everything the store knows.
    ///
    /// - Parameters:
    ///   - blob: the key in padded base64.
    ///   - name: nil stands for text that is no user name; it costs the same query as a name.
    /// - Returns: nil if there is no such account, it is disabled, or it lacks the key: nobody past here can tell.
    public func keyForLogin(_ blob: String, of name: UserName?) async throws -> AuthorizedKey? {
        try await read { database in
            try AuthorizedKeyRow.fetchOne(
                database.cachedStatement(
                    sql: """
                        SELECT authorizedKey.* FROM authorizedKey JOIN account ON account.name = authorizedKey.account
                        WHERE authorizedKey.account = ? AND authorizedKey.blob = ? AND NOT account.isDisabled
                        """),
                arguments: [name?.description, blob])?.key
        }
    }

    static func insert(_ key: AuthorizedKey, into database: Database) throws {
        let known = Self.keys(of: key.account).filter(AuthorizedKeyRow.Columns.blob == key.blob)
        guard try known.isEmpty(database) else {
            throw AccountError.keyExists(key.account, fingerprint: key.fingerprint)
        }
        try AuthorizedKeyRow(key).insert(database)
    }

    private static func keys(of name: UserName) -> QueryInterfaceRequest<AuthorizedKeyRow> {
        AuthorizedKeyRow.filter(AuthorizedKeyRow.Columns.account == name.description)
    }
}
