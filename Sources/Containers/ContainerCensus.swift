public import Monitoring

/// Counts the workspaces' containers by state from time to time, for the metrics.
public struct ContainerCensus: Sendable {
    private let engine: any ContainerEngine
    private let instruments: WorkspaceInstruments
    private let interval: Duration
    private let instance: String

    public init(
        _ engine: any ContainerEngine, _ instruments: WorkspaceInstruments, of instance: String,
        every interval: Duration = .seconds(30)
    ) {
        self.instance = instance
        self.engine = engine
        self.instruments = instruments
        self.interval = interval
    }

    /// Counts until its task is cancelled. A failure is not logged here: the engine's metrics tell, and whoever needs a
    /// workspace.
    public func run() async {
        while !Task.isCancelled {
            await count()
            try? await Task.sleep(for: interval)
        }
    }

    private func count() async {
        do throws(EngineError) {
            let containers = try await engine.containers(labelled: WorkspaceLabels.filter(instance))
            let pairs = containers.map { (ContainerState($0.state), 1) }
            instruments.count(Dictionary(pairs, uniquingKeysWith: +))
        } catch {
            // Also at the end of the server, where the call is cancelled.
            instruments.count(nil)
        }
    }
}

extension ContainerState {
    fileprivate init(_ state: ContainerStatus.State) {
        self =
            switch state {
            case .created: .created
            case .running: .running
            case .paused: .paused
            case .restarting: .restarting
            case .removing: .removing
            case .exited: .exited
            case .dead: .dead
            }
    }
}
