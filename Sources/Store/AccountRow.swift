import GRDB
import Model

/// An account as the table holds it. GRDB's protocols stay on this type, so that `Account` does not show GRDB.
struct AccountRow: FetchableRecord, PersistableRecord {
    static let databaseTableName = "account"

    enum Columns {
        static let name = Column("name")
        static let created = Column("created")
        static let isDisabled = Column("isDisabled")
        static let passwordHash = Column("passwordHash")
        static let forwarding = Column("forwarding")
        static let isAdmin = Column("isAdmin")
    }

    var account: Account

    init(_ account: Account) { self.account = account }

    init(row: Row) throws {
        account = Account(
            name: try row.userName(Columns.name), created: try row.value(Columns.created),
            isDisabled: try row.value(Columns.isDisabled), passwordHash: try row.value(Columns.passwordHash),
            forwarding: try row.forwarding(Columns.forwarding), isAdmin: try row.value(Columns.isAdmin))
    }

    func encode(to container: inout PersistenceContainer) throws {
        container[Columns.name] = account.name.description
        container[Columns.created] = account.created
        container[Columns.isDisabled] = account.isDisabled
        container[Columns.passwordHash] = account.passwordHash
        container[Columns.forwarding] = try account.forwarding.json
        container[Columns.isAdmin] = account.isAdmin
    }
}
