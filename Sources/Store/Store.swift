import GRDB

/// The SQLite file that holds who may log in.
///
/// The server and the command line have it open at the same time: write-ahead logging lets them read while one of them
/// writes, and a writer waits up to five seconds for another one. Each operation below is one transaction. All of them
/// are asynchronous and run on queues of their own, so they may be awaited on an event loop.
public final class Store: Sendable {
    let database: DatabasePool
    private let reader: StoreReader

    init(database: DatabasePool) {
        self.database = database
        reader = StoreReader(database)
    }

    /// Ends the use of the file, after the running operations. Later operations throw.
    @concurrent public func close() async throws {
        // GRDB would close its readers after the writer. SQLite moves the log into the file with the last connection,
        // and a reader cannot do that.
        database.invalidateReadOnlyConnections()
        try Self.translatingErrors { try database.close() }
    }

    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await reader.read(body)
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    func write<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) async throws -> Value {
        do {
            return try await database.write(body)
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }

    static func translatingErrors<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw StoreError(error)
        }
    }
}

extension StoreError {
    /// Without the statement's arguments, which may be secret.
    init(_ error: DatabaseError) {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        default: self = .unusable(cause: "\(error.message ?? "no message") (SQLite \(error.extendedResultCode))")
        }
    }
}
