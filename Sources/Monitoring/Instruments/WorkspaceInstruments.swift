import Synchronization

/// Workspaces' containers.
public struct WorkspaceInstruments: Sendable {
    private let containers: Gauges<ContainerState>
    private let steps: Durations<WorkspaceAction>
    private let failures: Counters<SessionFailure>

    init(_ registry: PrometheusRegistry) {
        containers = registry.gauge(
            "gangway_containers", "Workspace containers by state; NaN where the engine did not say.")
        steps = registry.durations(
            "gangway_workspace_action_seconds", "How long it took to make a workspace run, by what was done.", .opening)
        failures = registry.counter(
            "gangway_workspace_failures_total", "Workspaces that could not be made to run, and why.")
    }

    public func took(_ action: WorkspaceAction, _ duration: Duration) { steps[action]?.record(duration) }

    public func failed(_ cause: SessionFailure) { failures[cause]?.increment() }

    /// - Parameter counts: states that are missing have none; nil where it is not known.
    public func count(_ counts: [ContainerState: Int]?) {
        for state in ContainerState.allCases {
            containers[state]?.set(counts.map { Double($0[state, default: 0]) } ?? .nan)
        }
    }
}

/// As the Engine API names them.
public enum ContainerState: UInt8, MetricLabel {
    case created, running, paused, restarting, removing, exited, dead

    public static let labelName = "state"
}

public enum WorkspaceAction: UInt8, MetricLabel {
    case create, start, unpause, pull

    public static let labelName = "action"
}
