import GRDB

/// A key as the table holds it.
struct AuthorizedKeyRow: FetchableRecord, PersistableRecord {
    static let databaseTableName = "authorizedKey"

    enum Columns {
        static let account = Column("account")
        static let type = Column("type")
        static let blob = Column("blob")
        static let fingerprint = Column("fingerprint")
        static let comment = Column("comment")
        static let added = Column("added")
    }

    let key: AuthorizedKey

    init(_ key: AuthorizedKey) { self.key = key }

    init(row: Row) throws {
        key = AuthorizedKey(
            account: try row.userName(Columns.account), type: try row.value(Columns.type),
            blob: try row.value(Columns.blob), fingerprint: try row.value(Columns.fingerprint),
            comment: try row.value(Columns.comment), added: try row.value(Columns.added))
    }

    func encode(to container: inout PersistenceContainer) {
        container[Columns.account] = key.account.description
        container[Columns.type] = key.type
        container[Columns.blob] = key.blob
        container[Columns.fingerprint] = key.fingerprint
        container[Columns.comment] = key.comment
        container[Columns.added] = key.added
    }
}
