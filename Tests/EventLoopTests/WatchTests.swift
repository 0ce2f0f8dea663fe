import CLinux
import EventLoop
import Glibc
import Testing

/// Both ends of a socket pair, non-blocking, closed with it.
final class Pair {
    let left: Int32
    let right: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard unsafe socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0 else {
            throw SystemError("socketpair")
        }
        (left, right) = (ends[0], ends[1])
        for end in ends { _ = gangway_set_nonblocking(end) }
    }

    func write(_ text: String, to end: Int32) {
        _ = unsafe send(end, text, text.utf8.count, Int32(MSG_NOSIGNAL))
    }

    func read(from end: Int32) -> Int {
        var bytes = [UInt8](repeating: 0, count: 100)
        return unsafe recv(end, &bytes, 100, 0)
    }

    deinit {
        close(left)
        close(right)
    }
}

@Suite(.timeLimit(.minutes(20)))
struct WatchTests {
    @Test(
        "level-triggered: reported as long as there is something to read; edge-triggered: once",
        arguments: [
            Watch.Trigger.level, .edge,
        ])
    func trigger(trigger: Watch.Trigger) async throws {
        let reports = try await onLoop { actor in
            let pair = try Pair()
            let notes = Notes()
            let watch = try actor.loop.watch(pair.left, for: .readable, trigger: trigger) { readiness in
                #expect(readiness.contains(.readable))
                notes.words.append("readable")
            }
            pair.write("x", to: pair.right)
            await actor.loop.sleep(for: .milliseconds(20))
            watch.cancel()
            return notes.words.count
        }
        if case .edge = trigger { #expect(reports == 1) } else { #expect(reports > 1) }
    }

    @Test("a watch cancelled by another handler of the same turn is not called")
    func cancelWithinTurn() async throws {
        let words = try await onLoop { actor in
            let (first, second) = (try Pair(), try Pair())
            let notes = Notes()
            var watches: [Watch] = []
            // Both are ready at once; whichever comes first cancels both.
            for (name, pair) in [("first", first), ("second", second)] {
                pair.write("x", to: pair.right)
                watches.append(
                    try actor.loop.watch(pair.left, for: .readable) { _ in
                        notes.words.append(name)
                        for watch in watches { watch.cancel() }
                    })
            }
            await actor.loop.sleep(for: .milliseconds(20))
            return notes.words
        }
        #expect(words.count == 1)
    }

    @Test("a handler may cancel its own watch and close the descriptor")
    func cancelSelf() async throws {
        let reports = try await onLoop { actor in
            var pair: Pair? = try Pair()
            let notes = Notes()
            var watch: Watch?
            guard let left = pair?.left, let right = pair?.right else { return -1 }
            pair?.write("x", to: right)
            watch = try actor.loop.watch(left, for: .readable) { _ in
                notes.words.append("readable")
                watch?.cancel()
                watch?.cancel()
                pair = nil
            }
            await actor.loop.sleep(for: .milliseconds(20))
            watch?.update(.writable)
            return notes.words.count
        }
        #expect(reports == 1)
    }

    @Test("update changes what is reported")
    func update() async throws {
        let words = try await onLoop { actor in
            let pair = try Pair()
            let notes = Notes()
            var watch: Watch?
            watch = try actor.loop.watch(pair.left, for: .readable) { readiness in
                notes.words.append(readiness.contains(.writable) ? "writable" : "readable")
                watch?.update([])
            }
            watch?.update(.writable)
            await actor.loop.sleep(for: .milliseconds(10))
            pair.write("x", to: pair.right)
            await actor.loop.sleep(for: .milliseconds(10))
            watch?.update(.readable)
            await actor.loop.sleep(for: .milliseconds(10))
            watch?.cancel()
            return notes.words
        }
        #expect(words == ["writable", "readable"])
    }

    @Test("what cannot be watched throws the system's error")
    func refused() async throws {
        try await onLoop { actor in
            #expect(throws: SystemError("epoll_ctl", code: EBADF)) {
                _ = try actor.loop.watch(-1, for: .readable) { _ in }
            }
        }
    }

    @Test("readiness comes with the first byte, with the hang-up, and not before its limit without either")
    func readiness() async throws {
        try await onLoop { actor in
            let pair = try Pair()
            let loop = actor.loop
            // Not #expect(throws:): that would call it off the loop.
            func outcome(of descriptor: Int32, within limit: Duration) async -> (any Error)? {
                do { try await loop.readiness(of: descriptor, for: .readable, within: limit) } catch { return error }
                return nil
            }
            #expect(await outcome(of: pair.left, within: .milliseconds(10)) is TimedOut)
            loop.after(.milliseconds(5)) { pair.write("x", to: pair.right) }
            try await loop.readiness(of: pair.left, for: .readable, within: .seconds(30))
            #expect(pair.read(from: pair.left) == 1)
            loop.after(.milliseconds(5)) { shutdown(pair.right, Int32(SHUT_RDWR)) }
            try await loop.readiness(of: pair.left, for: .readable, within: .seconds(30))
            #expect(pair.read(from: pair.left) == 0)
            #expect(await outcome(of: -1, within: .seconds(30)) is SystemError)
        }
    }
}
