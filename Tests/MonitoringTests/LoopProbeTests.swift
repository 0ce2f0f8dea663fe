import EventLoop
import GatewayTesting
import Glibc
import Synchronization
import Testing

@testable import Monitoring

@Suite(.timeLimit(.minutes(10)))
struct LoopProbeTests {
    private final class Lags: Sendable {
        private let list = Mutex<[Duration]>([])

        var all: [Duration] { list.withLock { $0 } }

        func add(_ lag: Duration) { list.withLock { $0.append(lag) } }
    }

    @Test("a loop that was held up is late by about as long, and looks again afterwards")
    func late() async throws {
        let loop = try EventLoop(label: "held up")
        let lags = Lags()
        let probe = LoopProbe(loop, every: .milliseconds(20)) { lags.add($0) }
        probe.start()
        #expect(await eventually { lags.all.count > 3 })
        await LoopActor(on: loop).perform { _ = usleep(400_000) }
        #expect(await eventually { lags.all.contains { $0 > .milliseconds(300) } })
        let count = lags.all.count
        #expect(await eventually { lags.all.count > count + 3 })
        #expect(lags.all.allSatisfy { $0 >= .zero })
        await loop.stop()
    }

    @Test("that a loop hangs is seen from outside while it does")
    func stalled() async throws {
        let loop = try EventLoop(label: "hanging")
        let instruments = Instruments(version: "1")
        instruments.loops.watch(loop)
        func value(_ name: String) -> Double? {
            String(decoding: instruments.registry.rendered(), as: UTF8.self).split(separator: "\n")
                .first { $0.hasPrefix("\(name) ") }.flatMap { Double($0.dropFirst(name.utf8.count + 1)) }
        }
        #expect(await eventually { value("gangway_event_loop_lag_seconds_count") ?? 0 >= 1 })
        let isOver = Mutex(false)
        async let hang: Void = LoopActor(on: loop).perform {
            while !isOver.withLock({ $0 }) { usleep(10_000) }
        }
        #expect(await eventually { value("gangway_event_loop_stalled_seconds") ?? 0 > 0.5 })
        isOver.withLock { $0 = true }
        await hang
        #expect(await eventually { value("gangway_event_loop_stalled_seconds") == 0 })
        #expect(value("gangway_event_loops") == 1)
        await loop.stop()
    }

    @Test("a probe keeps no loop that has ended")
    func released() async throws {
        weak var ended: EventLoop?
        do {
            let loop = try EventLoop(label: "ended")
            ended = loop
            let lags = Lags()
            let probe = LoopProbe(loop, every: .milliseconds(1)) { lags.add($0) }
            probe.start()
            #expect(await eventually { !lags.all.isEmpty })
            await loop.stop()
        }
        #expect(await eventually { ended == nil })
    }
}
