import Glibc
import Model
import Synchronization

/// The thread that brings files to the disk, each at most once an interval, so that the writer never waits for that.
final class CastSyncer: Sendable {
    private struct State {
        var files: [OpenFile] = []
        var isStopping = false
    }

    private let interval: Duration
    private let state = Mutex(State())
    private let wakeup = Wakeup()
    private let stopping = Wakeup()
    private let onTrouble: @Sendable (String) -> Void

    init(interval: Duration, onTrouble: @escaping @Sendable (String) -> Void) {
        self.interval = interval
        self.onTrouble = onTrouble
    }

    /// `file` was written.
    func note(_ file: OpenFile) {
        guard !file.isDirty.exchange(true, ordering: .acquiringAndReleasing) else { return }
        let isFirst = state.withLock { state in
            state.files.append(file)
            return state.files.count == 1
        }
        if isFirst { wakeup.signal() }
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        stopping.signal()
        wakeup.signal()
    }

    func run() {
        while true {
            wakeup.wait(atMost: nil)
            stopping.wait(atMost: interval)
            let (files, isStopping) = state.withLock { state in
                defer { state.files.removeAll(keepingCapacity: true) }
                return (state.files, state.isStopping)
            }
            for file in files { sync(file) }
            if isStopping { return }
        }
    }

    private func sync(_ file: OpenFile) {
        file.isDirty.store(false, ordering: .sequentiallyConsistent)
        do {
            try file.sync()
        } catch {
            onTrouble("the disk does not take what was written: \(error)")
        }
        if !file.isLinked { file.isGone.store(true, ordering: .releasing) }
    }
}
