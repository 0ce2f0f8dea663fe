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
        static let profile = Column("profile")
        static let group = Column("userGroup")
        /// Of the group's row.
        static let groupProfile = Column("groupProfile")
    }

    /// Accounts with what their groups say. Conditions go behind it.
    static let query = """
        SELECT account.*, userGroup.profile AS groupProfile
        FROM account LEFT JOIN userGroup ON userGroup.name = account.userGroup
        """

    var account: Account

    init(_ account: Account) { self.account = account }

    init(row: Row) throws {
        account = Account(
            name: try row.userName(Columns.name), created: try row.value(Columns.created),
            isDisabled: try row.value(Columns.isDisabled), passwordHash: try row.value(Columns.passwordHash),
            forwarding: try row.forwarding(Columns.forwarding), isAdmin: try row.value(Columns.isAdmin),
            profile: try row.profileName(Columns.profile), group: try row.profileName(Columns.group),
            groupProfile: try row.profileName(Columns.groupProfile))
    }

    func encode(to container: inout PersistenceContainer) throws {
        container[Columns.name] = account.name.description
        container[Columns.created] = account.created
        container[Columns.isDisabled] = account.isDisabled
        container[Columns.passwordHash] = account.passwordHash
        container[Columns.forwarding] = try account.forwarding.json
        container[Columns.isAdmin] = account.isAdmin
        container[Columns.profile] = account.profile?.description
        container[Columns.group] = account.group?.description
    }
}
