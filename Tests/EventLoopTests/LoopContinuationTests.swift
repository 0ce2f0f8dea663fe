import EventLoop
import Glibc
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct LoopContinuationTests {
    @Test("a waiting task goes on on its loop with the value, after whoever resumed it is done")
    func order() async throws {
        let words = try await onLoop { actor in
            let notes = Notes()
            let loop = actor.loop
            let word = await loop.suspension { (continuation: LoopContinuation<String>) in
                loop.after(.milliseconds(5)) {
                    continuation.resume(returning: "resumed")
                    notes.words.append("still here")
                }
                notes.words.append("waiting")
            }
            loop.preconditionOnLoop()
            #expect(loop.isOnLoop)
            actor.assertIsolated()
            return notes.words + [word]
        }
        #expect(words == ["waiting", "still here", "resumed"])
    }

    @Test("resumed before it waits, it does not wait")
    func atOnce() async throws {
        let number = try await onLoop { actor in
            await actor.loop.suspension { $0.resume(returning: 42) }
        }
        #expect(number == 42)
    }

    @Test("each of a thousand tasks gets its own value, whatever the order")
    func many() async throws {
        let sum = try await onLoop { actor in
            let loop = actor.loop
            var waiting: [LoopContinuation<Int>] = []
            var tasks: [Task<Int, Never>] = []
            for number in 0..<1000 {
                tasks.append(
                    Task {
                        _ = actor
                        let value = await loop.suspension { waiting.append($0) }
                        loop.preconditionOnLoop()
                        return value - number
                    })
            }
            while waiting.count < 1000 { await loop.sleep(for: .milliseconds(1)) }
            // They wait in the order of their making; each is resumed with its own number.
            for number in (0..<1000).reversed() { waiting[number].resume(returning: number) }
            var sum = 0
            for task in tasks { sum += abs(await task.value) }
            return sum
        }
        #expect(sum == 0)
    }

    @Test("a task may wait ten thousand times in a row without keeping the loop from others")
    func again() async throws {
        let turns = try await onLoop { actor in
            let loop = actor.loop
            var turns = 0
            var isOver = false
            func turn() {
                turns += 1
                if !isOver { loop.defer(turn) }
            }
            loop.defer(turn)
            for _ in 0..<10_000 {
                await loop.suspension { continuation in loop.defer { continuation.resume() } }
            }
            isOver = true
            return turns
        }
        #expect(turns >= 10_000)
    }

    @Test("a task that waits on a loop, or does something apart, needs no thread of the global pool")
    func poolIsBusy() async throws {
        let didWait = try await onLoop { actor in
            var ends: [Int32] = [0, 0]
            try #require(unsafe pipe(&ends) == 0)
            let reading = ends[0]
            let blocked = Blocked()
            // As many as the pool has threads; each waits for the end of the pipe.
            let tasks = (0..<max(2, sysconf(Int32(_SC_NPROCESSORS_ONLN)))).map { _ in
                Task.detached(priority: .high) {
                    blocked.started.add(1, ordering: .relaxed)
                    var poll = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
                    _ = unsafe Glibc.poll(&poll, 1, 60_000)
                    blocked.released.add(1, ordering: .relaxed)
                }
            }
            let begin = ContinuousClock.now
            while blocked.started.load(ordering: .relaxed) < tasks.count, begin.duration(to: .now) < .seconds(30) {
                await actor.loop.sleep(for: .milliseconds(10))
            }
            for _ in 0..<100 {
                await actor.loop.sleep(for: .zero)
                await actor.loop.apart {
                    actor.assertIsolated()
                    await actor.loop.sleep(for: .zero)
                }
            }
            let didWait =
                blocked.started.load(ordering: .relaxed) == tasks.count
                && blocked.released.load(ordering: .relaxed) == 0
            close(ends[1])
            for task in tasks { await task.value }
            close(reading)
            return didWait
        }
        #expect(didWait)
    }

    @Test("what is done apart stays on the caller's actor, and its result comes back")
    func apart() async throws {
        let result = try await onLoop { actor in
            let notes = Notes()
            let word = await actor.loop.apart {
                actor.assertIsolated()
                await actor.loop.sleep(for: .zero)
                notes.words.append("inside")
                return "outside"
            }
            return notes.words + [word]
        }
        #expect(result == ["inside", "outside"])
    }

    @Test("a task that is resumed in the loop's last turn still goes on")
    func lastTurn() async throws {
        for _ in 0..<50 {
            let loop = try EventLoop(label: "test")
            let actor = LoopActor(on: loop)
            let (task, resume) = await actor.waiter()
            await resume()
            await loop.stop()
            #expect(await task.value == 7)
        }
    }
}

extension LoopActor {
    /// A task that waits, and what lets it go on from the loop's next deferred call.
    fileprivate func waiter() async -> (Task<Int, Never>, @Sendable () async -> Void) {
        let box = ContinuationBox()
        let task = Task {
            await self.loop.suspension { box.continuation = $0 }
        }
        while box.continuation == nil { await loop.sleep(for: .zero) }
        return (task, { await self.resume(box) })
    }

    private func resume(_ box: ContinuationBox) {
        loop.defer { box.continuation?.resume(returning: 7) }
    }
}

/// @unchecked: used on the loop's thread only.
private final class ContinuationBox: @unchecked Sendable {
    var continuation: LoopContinuation<Int>?
}

private final class Blocked: Sendable {
    let started = Atomic(0)
    let released = Atomic(0)
}
