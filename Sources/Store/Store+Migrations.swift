import GRDB

extension Store {
    /// How the tables came to be. A migration that has been released is never changed and never renamed: its name is in
    /// every file it was applied to, and a name this build does not know means that the file is newer than the build.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-accounts") { database in
            try database.create(table: "account", options: .strict) { table in
                table.primaryKey("name", .text)
                table.column("created", .text).notNull()
                table.column("isDisabled", .integer).notNull()
                table.column("passwordHash", .text)
            }
            try database.create(table: "authorizedKey", options: .strict) { table in
                table.column("account", .text).notNull()
                    .references("account", onDelete: .cascade, onUpdate: .cascade)
                table.column("type", .text).notNull()
                table.column("blob", .text).notNull()
                table.column("fingerprint", .text).notNull()
                table.column("comment", .text).notNull()
                table.column("added", .text).notNull()
                table.primaryKey(["account", "blob"])
            }
        }
        migrator.registerMigration("2-forwarding") { database in
            try database.alter(table: "account") { table in
                table.add(column: "forwarding", .text).notNull().defaults(to: "{}")
            }
        }
        migrator.registerMigration("3-admins-and-runs") { database in
            try database.alter(table: "account") { table in
                table.add(column: "isAdmin", .integer).notNull().defaults(to: 0)
            }
            // One row.
            try database.create(table: "server", options: .strict) { table in
                table.primaryKey("id", .integer).check { $0 == 1 }
                table.column("runs", .integer).notNull()
            }
            try database.execute(sql: "INSERT INTO server (id, runs) VALUES (1, 0)")
        }
        migrator.registerMigration("4-profiles-and-lives") { database in
            try database.create(table: "userGroup", options: .strict) { table in
                table.primaryKey("name", .text)
                table.column("profile", .text)
            }
            try database.alter(table: "account") { table in
                table.add(column: "profile", .text)
                table.add(column: "userGroup", .text).references("userGroup", onDelete: .restrict)
            }
            try database.alter(table: "server") { table in
                table.add(column: "instance", .text).notNull().defaults(to: "")
            }
            try database.execute(sql: "UPDATE server SET instance = lower(hex(randomblob(8)))")
            // Not of an account: a workspace may outlive its owner's.
            try database.create(table: "workspaceLife", options: .strict) { table in
                table.primaryKey("user", .text)
                table.column("record", .text).notNull()
            }
        }
        return migrator
    }
}
