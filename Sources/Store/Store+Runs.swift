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
}
