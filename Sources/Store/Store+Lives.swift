import GRDB
public import Model

extension Store {
    /// What is remembered of running workspaces, as `replaceWorkspaceLives` got it; this target does not look inside.
    public func workspaceLives() async throws -> [UserName: String] {
        try await read { database in
            let rows = try Row.fetchCursor(database, sql: "SELECT user, record FROM workspaceLife")
            var lives: [UserName: String] = [:]
            while let row = try rows.next() {
                lives[try row.userName(Column("user"))] = try row.value(Column("record")) as String
            }
            return lives
        }
    }

    /// Keeps these in place of all kept before.
    public func replaceWorkspaceLives(_ lives: [UserName: String]) async throws {
        try await write { database in
            try database.execute(sql: "DELETE FROM workspaceLife")
            for (user, record) in lives {
                try database.execute(
                    sql: "INSERT INTO workspaceLife (user, record) VALUES (?, ?)",
                    arguments: [user.description, record])
            }
        }
    }
}
