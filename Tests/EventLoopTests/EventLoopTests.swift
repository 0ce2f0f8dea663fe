import CLinux
import EventLoop
import Glibc
import Testing

/// Runs `body` on a new loop, which is stopped afterwards.
@discardableResult
func onLoop<T: Sendable>(_ body: @escaping @Sendable (isolated LoopActor) async throws -> T) async throws -> T {
    let loop = try EventLoop(label: "test")
    let outcome: Result<T, any Error>
    do { outcome = .success(try await body(LoopActor(on: loop))) } catch { outcome = .failure(error) }
    await loop.stop()
    return try outcome.get()
}

/// Notes what happens, on one loop only.
final class Notes {
    var words: [String] = []
}

@Suite(.timeLimit(.minutes(20)))
struct EventLoopTests {
    @Test("an actor on a loop runs on the loop's thread, and only there")
    func isolation() async throws {
        let loop = try EventLoop(label: "test")
        #expect(!loop.isOnLoop)
        #expect(await LoopActor(on: loop).perform { loop.isOnLoop })
        #expect(!loop.isOnLoop)
        await loop.stop()
    }

    @Test("timers fire by deadline, and in the order of their making where deadlines are the same")
    func timerOrder() async throws {
        let words = try await onLoop { actor in
            let notes = Notes()
            actor.loop.after(.milliseconds(60)) { notes.words.append("late") }
            actor.loop.after(.milliseconds(30)) { notes.words.append("early") }
            actor.loop.after(.zero) { notes.words.append("now") }
            actor.loop.after(.milliseconds(-5)) { notes.words.append("before now") }
            await actor.loop.sleep(for: .milliseconds(100))
            return notes.words
        }
        #expect(words == ["before now", "now", "early", "late"])
    }

    @Test("a cancelled timer never fires, also when cancelled by one of the same turn")
    func timerCancel() async throws {
        let words = try await onLoop { actor in
            let notes = Notes()
            let gone = actor.loop.after(.milliseconds(1)) { notes.words.append("gone") }
            gone.cancel()
            #expect(gone.isDone)
            var second: Timer?
            actor.loop.after(.milliseconds(5)) {
                notes.words.append("first")
                second?.cancel()
            }
            second = actor.loop.after(.milliseconds(5)) { notes.words.append("second") }
            // Both are due when the loop looks next.
            usleep(20_000)
            await actor.loop.sleep(for: .milliseconds(30))
            return notes.words
        }
        #expect(words == ["first"])
    }

    @Test("a timer may set the next one; that one waits for the next turn")
    func timerChain() async throws {
        let words = try await onLoop { actor in
            let notes = Notes()
            let loop = actor.loop
            func again() {
                notes.words.append("tick")
                if notes.words.count < 100 { loop.after(.zero, again) }
            }
            loop.after(.zero, again)
            while notes.words.count < 100 { await loop.sleep(for: .milliseconds(1)) }
            return notes.words
        }
        #expect(words.count == 100)
    }

    @Test("a deferred call comes after everything else of its turn, one that it defers in the next")
    func deferred() async throws {
        let words = try await onLoop { actor in
            let notes = Notes()
            let loop = actor.loop
            await withCheckedContinuation { continuation in
                loop.after(.zero) {
                    loop.defer {
                        notes.words.append("deferred")
                        loop.defer {
                            notes.words.append("deferred again")
                            continuation.resume()
                        }
                        loop.after(.zero) { notes.words.append("timer of the next turn") }
                    }
                    notes.words.append("timer")
                }
                loop.after(.zero) { notes.words.append("second timer") }
            }
            return notes.words
        }
        #expect(words == ["timer", "second timer", "deferred", "timer of the next turn", "deferred again"])
    }

    @Test("sleep lasts at least as long as it says, and the loop goes on meanwhile")
    func sleep() async throws {
        let (elapsed, ticks) = try await onLoop { actor in
            let notes = Notes()
            let start = ContinuousClock.now
            for delay in 1...10 { actor.loop.after(.milliseconds(delay)) { notes.words.append("tick") } }
            await actor.loop.sleep(for: .milliseconds(50))
            return (ContinuousClock.now - start, notes.words.count)
        }
        #expect(elapsed >= .milliseconds(50))
        #expect(ticks == 10)
    }

    @Test("jobs from many threads all run, each actor's one after the other")
    func jobs() async throws {
        actor Counter {
            nonisolated let loop: EventLoop
            private var count = 0
            init(loop: EventLoop) { self.loop = loop }
            nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.asUnownedSerialExecutor() }
            func increment() {
                loop.preconditionOnLoop()
                count += 1
            }
            var value: Int { count }
        }
        let loop = try EventLoop(label: "test")
        let counter = Counter(loop: loop)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    for _ in 0..<200 { await counter.increment() }
                }
            }
        }
        #expect(await counter.value == 10_000)
        await loop.stop()
    }

    @Test("stop() ends and joins the thread, and closes the loop's descriptors with the loop")
    func stop() async throws {
        func descriptors() throws -> Int {
            let folder = unsafe try #require(unsafe opendir("/proc/self/task"))
            defer { unsafe closedir(folder) }
            var count = 0
            while let entry = unsafe readdir(folder) {
                let name = unsafe withUnsafePointer(to: entry.pointee.d_name) { pointer in
                    unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
                }
                let path = "/proc/self/task/\(name)/comm"
                guard let file = unsafe fopen(path, "r") else { continue }
                defer { unsafe fclose(file) }
                var text = [CChar](repeating: 0, count: 32)
                if unsafe fgets(&text, 32, file) != nil,
                    text.prefix(8).map({ UInt8(bitPattern: $0) }) == Array("unique-1".utf8)
                {
                    count += 1
                }
            }
            return count
        }
        let loop = try EventLoop(label: "unique-1")
        #expect(await LoopActor(on: loop).perform { try? descriptors() } == 1)
        await loop.stop()
        #expect(try descriptors() == 0)
    }

    @Test("stop() returns however many loops are stopped at once")
    func manyStops() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<100 {
                group.addTask {
                    let loop = try EventLoop(label: "many-\(number)")
                    let wasOnLoop = await LoopActor(on: loop).perform { loop.isOnLoop }
                    await loop.stop()
                    return wasOnLoop
                }
            }
            for try await wasOnLoop in group { #expect(wasOnLoop) }
        }
    }
}
