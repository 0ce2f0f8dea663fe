/// Calls of the container engine.
public struct EngineInstruments: Sendable {
    private let calls: Durations<EngineCall>
    private let errors: Counters<LabelPair<EngineCall, EngineFailure>>

    init(_ registry: PrometheusRegistry) {
        calls = registry.durations(
            "gangway_engine_call_seconds", "How long engine calls took, failed ones included.", .engineCall)
        errors = registry.counter("gangway_engine_errors_total", "Engine calls that failed, and how.")
    }

    public func took(_ call: EngineCall, _ duration: Duration) { calls[call]?.record(duration) }

    /// Beside `took`.
    public func failed(_ call: EngineCall, _ failure: EngineFailure) { errors[call, failure]?.increment() }
}

/// The operations of `ContainerEngine`.
public enum EngineCall: UInt8, MetricLabel {
    case connect, inspect, create, start, unpause, stop, remove, volume, list, usage, logs, processes, pull, digest
    case network, execute, resize, state

    public static let labelName = "call"
}

/// `EngineError.Kind`.
public enum EngineFailure: UInt8, MetricLabel {
    case unreachable, incompatible, imageMissing, conflict, notRunning, networkMissing, outOfSpace, refused

    public static let labelName = "error"
}
