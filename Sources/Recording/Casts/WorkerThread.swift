import CLinux
import Glibc
import Model
import Synchronization

/// A thread that runs one function to its end.
final class WorkerThread: Sendable {
    private final class Body: Sendable {
        let run: @Sendable () -> Void
        let nice: Int32
        let isDone: Mutex<Bool>

        init(nice: Int32, run: @escaping @Sendable () -> Void) {
            self.nice = nice
            self.run = run
            isDone = Mutex(false)
        }
    }

    private let body: Body

    /// - Parameter label: at most 15 bytes are shown by the kernel.
    /// - Parameter nice: the thread's own nice value; on Linux each thread has one.
    init(label: String, nice: Int32 = 0, run: @escaping @Sendable () -> Void) throws(RecordingFailure) {
        body = Body(nice: nice, run: run)
        var thread = pthread_t()
        let retained = unsafe Unmanaged.passRetained(body)
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
                // 0 is the calling thread. Without the right to it the thread runs as it is.
                if body.nice != 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, body.nice) }
                body.run()
                body.isDone.withLock { $0 = true }
                return nil
            }, unsafe retained.toOpaque())
        guard code == 0 else {
            unsafe retained.release()
            throw .refused(cause: SystemText.of(code))
        }
        unsafe gangway_name_thread(thread, label)
        pthread_detach(thread)
    }

    /// Waits for the end.
    /// - Returns: whether it came within `limit`.
    func join(within limit: Duration) -> Bool {
        let deadline = ContinuousClock.now + limit
        while !body.isDone.withLock({ $0 }) {
            guard .now < deadline else { return false }
            Pause.sleep(.milliseconds(2))
        }
        return true
    }
}
