public import EventLoop
import Synchronization

/// How punctual the event loops are: every session of a loop waits while one handler takes its time.
public struct LoopInstruments: Sendable {
    private let lag: Durations<NoLabels>
    private let registry: PrometheusRegistry
    private let probes = ProbeList()

    init(_ registry: PrometheusRegistry) {
        self.registry = registry
        lag = registry.durations(
            "gangway_event_loop_lag_seconds",
            "How late a timer fired that each loop sets once a second; a millisecond is the timer's own.", .loopLag)
        let stalled: Gauges<NoLabels> = registry.gauge(
            "gangway_event_loop_stalled_seconds", "How late the latest loop's timer is now; 0 where none is.")
        let count: Gauges<NoLabels> = registry.gauge("gangway_event_loops", "Event loops that are watched.")
        let probes = probes
        registry.beforeRendering {
            let all = probes.all
            count.only?.set(all.count)
            let latest = all.map { $0.overdue() }.max() ?? .zero
            stalled.only?.set(Double(latest.inNanoseconds) / 1e9)
        }
    }

    /// Looks at `loop` once a second, until it is stopped.
    public func watch(_ loop: EventLoop) {
        let lag = lag
        let probe = LoopProbe(loop) { lag.only?.record($0) }
        probes.append(probe)
        probe.start()
    }
}

private final class ProbeList: Sendable {
    private let probes = Mutex<[LoopProbe]>([])

    var all: [LoopProbe] { probes.withLock { $0 } }

    func append(_ probe: LoopProbe) { probes.withLock { $0.append(probe) } }
}
