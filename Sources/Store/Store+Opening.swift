import GRDB
import Glibc

extension Store {
    /// How long one process waits for another one's change.
    public static let patience = Duration.seconds(5)

    /// Opens the file at `path`, makes it if it is missing (mode 0600 from its first byte), and brings its tables up to
    /// date. The folder must exist.
    ///
    /// Only one process does this at a time, so that no two run the same migration: the others wait on `<path>.lock`.
    ///
    /// - Parameter patience: for this, and for each change later.
    /// - Throws: `StoreError`, `CancellationError`.
    @concurrent public static func open(at path: String, patience: Duration = patience) async throws -> Store {
        let lock = try await FileLock.acquire(at: path + ".lock", patience: patience)
        defer { lock.release() }
        try PrivateFile.create(at: path)
        return try translatingErrors {
            let database = try DatabasePool(path: path, configuration: configuration(patience))
            let migrator = Self.migrator
            guard try !database.read(migrator.hasBeenSuperseded) else { throw StoreError.newerSchema(path: path) }
            try migrator.migrate(database)
            // GRDB chooses NORMAL for write-ahead logs. Then a power cut can undo the last changes, and a removed key
            // must stay removed; changes are rare enough to be synced.
            try database.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
            return Store(database: database)
        }
    }

    private static func configuration(_ patience: Duration) -> Configuration {
        var configuration = Configuration()
        configuration.label = "gangway.store"
        configuration.busyMode = .timeout(Double(patience.components.seconds))
        configuration.foreignKeysEnabled = true
        return configuration
    }
}
