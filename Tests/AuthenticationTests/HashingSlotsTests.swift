import Dispatch
import Synchronization
import Testing

@testable import Authentication

@Suite(.timeLimit(.minutes(20))) struct HashingSlotsTests {
    /// Work that says when it runs and ends when it is told to.
    private final class Work: Sendable {
        private let end = DispatchSemaphore(value: 0)
        private let running = Mutex((now: 0, most: 0))

        var most: Int { running.withLock(\.most) }
        var now: Int { running.withLock(\.now) }

        func run() {
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            end.wait()
            running.withLock { $0.now -= 1 }
        }

        func release(_ count: Int) {
            for _ in 0..<count { end.signal() }
        }
    }

    private func until(_ condition: () async -> Bool) async throws {
        while await !condition() { try await Task.sleep(for: .milliseconds(1)) }
    }

    @Test("No more than the limit run at a time; the others wait, and those beyond the queue are refused at once")
    func bounds() async throws {
        let slots = HashingSlots(limit: 2, waitingLimit: 3)
        let work = Work()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<5 { group.addTask { try await slots.run { work.run() } } }
            try await until { await slots.waitingCount == 3 && work.now == 2 }
            await #expect(throws: PasswordError.busy) { try await slots.run {} }
            #expect(await slots.finished == 0)
            work.release(5)
            try await group.waitForAll()
        }
        #expect(work.most == 2)
        #expect(await slots.finished == 5)
        try await slots.run {}
    }

    @Test("Who is cancelled while waiting leaves the queue, and takes no slot along")
    func cancellation() async throws {
        let slots = HashingSlots(limit: 1, waitingLimit: 1)
        let work = Work()
        let first = Task { try await slots.run { work.run() } }
        try await until { work.now == 1 }
        let second = Task { try await slots.run {} }
        try await until { await slots.waitingCount == 1 }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        #expect(await slots.waitingCount == 0)
        work.release(1)
        try await first.value
        try await slots.run {}
        #expect(await slots.finished == 2)
    }

    @Test("A slot is free again after work that failed")
    func failure() async throws {
        struct Failure: Error {}
        let slots = HashingSlots(limit: 1, waitingLimit: 0)
        await #expect(throws: Failure.self) { try await slots.run { throw Failure() } }
        #expect(try await slots.run { 7 } == 7)
    }
}
