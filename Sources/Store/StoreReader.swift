import Dispatch
import GRDB

/// Reads the file on a thread of its own, where it may wait for the disk.
///
/// Not by GRDB's asynchronous reads: those go by the global pool's threads there and back, which takes a login longer than
/// the query does. From here a task goes back to its actor at once.
actor StoreReader {
    private let database: DatabasePool
    private let executor = QueueExecutor(label: "gangway.store.reads")

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    init(_ database: DatabasePool) {
        self.database = database
    }

    /// One transaction.
    func read<Value: Sendable>(_ body: @Sendable (Database) throws -> Value) throws -> Value {
        try database.read(body)
    }
}

private final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) {
        queue = DispatchQueue(label: label)
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }
}
