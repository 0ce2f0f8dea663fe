import GRDB

extension Store {
    /// Counts one more run of the server on this state.
    ///
    /// - Returns: its number, from 1, never given before.
    /// - Throws: `StoreError`.
    public func beginRun() async throws -> UInt64 {
        try await write { database in
            try database.execute(sql: "UPDATE server SET runs = runs + 1")
            return try UInt64.fetchOne(database, sql: "SELECT runs FROM server") ?? 1
        }
    }

    /// What tells this state from all others, made with it: 16 hexadecimal digits.
    ///
    /// - Throws: `StoreError`.
    public func instance() async throws -> String {
        try await read { try String.fetchOne($0, sql: "SELECT instance FROM server") ?? "" }
    }
}
