public import EventLoop
public import Model
public import Monitoring

/// An engine whose calls are measured: how long each took, and how it failed. Does nothing else.
public struct MeasuredEngine: ContainerEngine {
    private let engine: any ContainerEngine
    private let instruments: EngineInstruments

    public init(_ engine: any ContainerEngine, _ instruments: EngineInstruments) {
        self.engine = engine
        self.instruments = instruments
    }

    private nonisolated(nonsending) func measure<Outcome: ~Copyable>(
        _ call: EngineCall, _ body: nonisolated(nonsending) () async throws(EngineError) -> Outcome
    ) async throws(EngineError) -> Outcome {
        let begin = ContinuousClock.now
        defer { instruments.took(call, begin.duration(to: .now)) }
        do throws(EngineError) {
            return try await body()
        } catch {
            instruments.failed(call, EngineFailure(error.kind))
            throw error
        }
    }

    public func connect() async throws(EngineError) -> EngineDescription {
        try await measure(.connect) { () throws(EngineError) in try await engine.connect() }
    }

    public func inspect(container name: String) async throws(EngineError) -> ContainerStatus? {
        try await measure(.inspect) { () throws(EngineError) in try await engine.inspect(container: name) }
    }

    public func create(
        container name: String, _ specification: ContainerSpecification
    ) async throws(EngineError) -> ContainerID {
        try await measure(.create) { () throws(EngineError) in
            try await engine.create(container: name, specification)
        }
    }

    public func start(_ container: ContainerID) async throws(EngineError) {
        try await measure(.start) { () throws(EngineError) in try await engine.start(container) }
    }

    public func unpause(_ container: ContainerID) async throws(EngineError) {
        try await measure(.unpause) { () throws(EngineError) in try await engine.unpause(container) }
    }

    public func stop(_ container: ContainerID, grace: Duration) async throws(EngineError) {
        try await measure(.stop) { () throws(EngineError) in try await engine.stop(container, grace: grace) }
    }

    public func remove(_ container: ContainerID) async throws(EngineError) {
        try await measure(.remove) { () throws(EngineError) in try await engine.remove(container) }
    }

    public func remove(volume name: String) async throws(EngineError) -> Bool {
        try await measure(.volume) { () throws(EngineError) in try await engine.remove(volume: name) }
    }

    public func containers(labelled label: String) async throws(EngineError) -> [ListedContainer] {
        try await measure(.list) { () throws(EngineError) in try await engine.containers(labelled: label) }
    }

    public func usage(of container: ContainerID) async throws(EngineError) -> ContainerUsage {
        try await measure(.usage) { () throws(EngineError) in try await engine.usage(of: container) }
    }

    public func logs(of container: ContainerID, tail: Int) async throws(EngineError) -> [UInt8] {
        try await measure(.logs) { () throws(EngineError) in try await engine.logs(of: container, tail: tail) }
    }

    public func processNames(in container: ContainerID) async throws(EngineError) -> [String] {
        try await measure(.processes) { () throws(EngineError) in try await engine.processNames(in: container) }
    }

    public func pull(image: String, progress: @escaping @Sendable (Int) -> Void) async throws(EngineError) {
        try await measure(.pull) { () throws(EngineError) in
            try await engine.pull(image: image, progress: progress)
        }
    }

    public func digest(ofImage image: String) async throws(EngineError) -> String? {
        try await measure(.digest) { () throws(EngineError) in try await engine.digest(ofImage: image) }
    }

    public func ensureIsolatedNetwork(_ name: String) async throws(EngineError) {
        try await measure(.network) { () throws(EngineError) in try await engine.ensureIsolatedNetwork(name) }
    }

    public nonisolated(nonsending) func execute(
        _ command: ExecCommand, in container: ContainerID, on loop: EventLoop
    ) async throws(EngineError) -> ExecStream {
        try await measure(.execute) { () async throws(EngineError) -> ExecStream in
            try await engine.execute(command, in: container, on: loop)
        }
    }

    public func resize(_ exec: ExecID, to size: TerminalSize) async throws(EngineError) {
        try await measure(.resize) { () throws(EngineError) in try await engine.resize(exec, to: size) }
    }

    public nonisolated(nonsending) func state(
        of exec: ExecID, on loop: EventLoop
    ) async throws(EngineError) -> ExecState {
        try await measure(.state) { () throws(EngineError) in try await engine.state(of: exec, on: loop) }
    }

    public func shutdown() async { await engine.shutdown() }
}

extension EngineFailure {
    public init(_ kind: EngineError.Kind) {
        self =
            switch kind {
            case .unreachable: .unreachable
            case .incompatible: .incompatible
            case .imageMissing: .imageMissing
            case .conflict: .conflict
            case .notRunning: .notRunning
            case .networkMissing: .networkMissing
            case .outOfSpace: .outOfSpace
            case .refused: .refused
            }
    }
}
