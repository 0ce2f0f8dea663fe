public import Containers
public import EventLoop
import Glibc
public import Model
import Synchronization

/// A `ContainerEngine` in memory, for the rules of those who use one. It does what an engine does to containers, writes
/// down every call, and fails, waits or shows other states where a test says so. It never sleeps.
public final class ScriptedEngine: ContainerEngine {
    public enum Operation: String, Hashable, Sendable {
        case connect, inspect, create, start, unpause, stop, remove, volume, list, usage, logs, processes, pull, digest,
            network
        case execute, resize, state
    }

    public struct Call: Hashable, Sendable {
        public let operation: Operation
        /// A container's name or id, an image, a network, an exec's id.
        public let subject: String
    }

    struct State {
        var containers: [String: ContainerStatus] = [:]
        var specifications: [String: ContainerSpecification] = [:]
        /// In seconds since 1970.
        var created: [String: Int] = [:]
        var usages: [String: ContainerUsage] = [:]
        var logs: [String: [UInt8]] = [:]
        var processNames: [String: [String]] = [:]
        var graces: [Duration] = []
        var upcoming: [String: [ContainerStatus.State?]] = [:]
        var images: [String: String]
        var failures: [Operation: [EngineError]] = [:]
        var held: Set<Operation> = []
        var parked: [Operation: [CheckedContinuation<Void, Never>]] = [:]
        var arrivals: [(operation: Operation, count: Int, continuation: CheckedContinuation<Void, Never>)] = []
        var calls: [Call] = []
        var execs: [ScriptedExec] = []
        var sizes: [TerminalSize] = []
        var onExecute: @Sendable (ScriptedExec) -> Void
        var nextNumber = 1
    }

    let state: Mutex<State>

    /// - Parameter images: what is there; anything else can be pulled.
    public init(images: Set<String> = ["gangway-workspace:latest"]) {
        let digests = Dictionary(uniqueKeysWithValues: images.map { ($0, "sha256:\($0)") })
        // A session's program begins and stays; every small command succeeds at once.
        state = Mutex(
            State(images: digests) { exec in
                if exec.isSession { exec.announce() } else { exec.end(.exited(code: 0)) }
            })
    }

    // MARK: ContainerEngine

    public func connect() async throws(EngineError) -> EngineDescription {
        try await enter(.connect, "")
        return EngineDescription(product: "scripted", version: "1", apiVersion: "1.41")
    }

    public func inspect(container name: String) async throws(EngineError) -> ContainerStatus? {
        try await enter(.inspect, name)
        return state.withLock { state in
            if var next = state.upcoming[name], !next.isEmpty {
                let shown = next.removeFirst()
                state.upcoming[name] = next
                guard let shown else {
                    state.containers[name] = nil
                    return nil
                }
                state.change(name, to: shown)
            }
            return state.containers[name]
        }
    }

    public func create(
        container name: String, _ specification: ContainerSpecification
    ) async throws(EngineError) -> ContainerID {
        try await enter(.create, name)
        let result: Result<ContainerID, EngineError> = state.withLock { state in
            guard let image = state.images[specification.image] else {
                return .failure(EngineError(.imageMissing, specification.image))
            }
            guard state.containers[name] == nil else { return .failure(EngineError(.conflict, name)) }
            state.specifications[name] = specification
            return .success(state.add(name, .created, specification.labels, image: image))
        }
        return try result.get()
    }

    public func start(_ container: ContainerID) async throws(EngineError) {
        try await move(container, .start, to: .running)
    }

    public func unpause(_ container: ContainerID) async throws(EngineError) {
        try await move(container, .unpause, to: .running)
    }

    public func remove(_ container: ContainerID) async throws(EngineError) {
        try await enter(.remove, container.description)
        state.withLock { state in state.containers = state.containers.filter { $0.value.id != container } }
    }

    public func remove(volume name: String) async throws(EngineError) -> Bool {
        try await enter(.volume, name)
        return true
    }

    public func stop(_ container: ContainerID, grace: Duration) async throws(EngineError) {
        try await enter(.stop, container.description)
        state.withLock { state in
            state.graces.append(grace)
            guard let name = state.name(of: container), let now = state.containers[name]?.state else { return }
            switch now {
            case .running, .paused, .restarting: state.change(name, to: .exited, .init(exitCode: 143))
            case .created, .removing, .exited, .dead: break
            }
        }
    }

    public func containers(labelled label: String) async throws(EngineError) -> [ListedContainer] {
        try await enter(.list, label)
        return state.withLock { state in
            state.containers.sorted { $0.key < $1.key }
                .filter { $0.value.labels.contains { "\($0.key)=\($0.value)" == label } }
                .map { name, status in
                    ListedContainer(
                        id: status.id, name: name, state: status.state, labels: status.labels,
                        created: state.created[name] ?? 0)
                }
        }
    }

    public func usage(of container: ContainerID) async throws(EngineError) -> ContainerUsage {
        let name = try await running(container, for: .usage)
        return state.withLock { $0.usages[name] ?? ContainerUsage() }
    }

    public func logs(of container: ContainerID, tail: Int) async throws(EngineError) -> [UInt8] {
        try await enter(.logs, container.description)
        let log: [UInt8]? = state.withLock { state in
            state.name(of: container).map { state.logs[$0] ?? [] }
        }
        guard let log else { throw EngineError(.notRunning, "no container \(container)") }
        let newline = UInt8(ascii: "\n")
        return [UInt8](
            log.split(separator: newline).suffix(tail).map { $0 + [newline] }.joined().suffix(1 << 20))
    }

    public func processNames(in container: ContainerID) async throws(EngineError) -> [String] {
        let name = try await running(container, for: .processes)
        return state.withLock { $0.processNames[name] ?? [] }
    }

    public func pull(image: String, progress: @escaping @Sendable (Int) -> Void) async throws(EngineError) {
        try await enter(.pull, image)
        for percent in [10, 60, 100] { progress(percent) }
        state.withLock { $0.images[image] = "sha256:\(image)" }
    }

    public func digest(ofImage image: String) async throws(EngineError) -> String? {
        try await enter(.digest, image)
        return state.withLock { $0.images[image] }
    }

    public func ensureIsolatedNetwork(_ name: String) async throws(EngineError) {
        try await enter(.network, name)
    }

    public nonisolated(nonsending) func execute(
        _ command: ExecCommand, in container: ContainerID, on loop: EventLoop
    ) async throws(EngineError) -> ExecStream {
        loop.preconditionOnLoop()
        try await enter(.execute, container.description)
        guard state.withLock({ $0.containers.values.contains { $0.id == container && $0.state == .running } }) else {
            throw EngineError(.notRunning, "\(container) is not running")
        }
        var ends: [Int32] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw EngineError(.refused, "\(SystemError("socketpair"))")
        }
        let ours = ends[0]
        let exec = ScriptedExec(
            id: ExecID("exec-\(state.withLock { $0.number() })"), command: command, container: container,
            descriptor: OwnedDescriptor(owning: ends[1]))
        let program = state.withLock { state in
            state.execs.append(exec)
            return state.onExecute
        }
        program(exec)
        return ExecStream(id: exec.id, descriptor: OwnedDescriptor(owning: ours), received: [])
    }

    public func resize(_ exec: ExecID, to size: TerminalSize) async throws(EngineError) {
        state.withLock { $0.sizes.append(size) }
        try await enter(.resize, exec.description)
    }

    public nonisolated(nonsending) func state(
        of exec: ExecID, on loop: EventLoop
    ) async throws(EngineError) -> ExecState {
        try await enter(.state, exec.description)
        return state.withLock { state in state.execs.first { $0.id == exec }?.state ?? .unknown }
    }

    public func shutdown() async {}

    // MARK: -

    private func move(
        _ container: ContainerID, _ operation: Operation, to new: ContainerStatus.State
    ) async throws(EngineError) {
        try await enter(operation, container.description)
        let found = state.withLock { state in
            guard let name = state.name(of: container) else { return false }
            state.change(name, to: new)
            return true
        }
        if !found { throw EngineError(.notRunning, "no container \(container)") }
    }

    private func running(
        _ container: ContainerID, for operation: Operation
    ) async throws(EngineError) -> String {
        try await enter(operation, container.description)
        let name = state.withLock { state in
            state.name(of: container).flatMap { state.containers[$0]?.state == .running ? $0 : nil }
        }
        guard let name else { throw EngineError(.notRunning, "\(container) is not running") }
        return name
    }

    /// Writes the call down, waits while the operation is held, and fails if it is to.
    private func enter(_ operation: Operation, _ subject: String) async throws(EngineError) {
        let isHeld = state.withLock { state in
            state.calls.append(Call(operation: operation, subject: subject))
            state.tellArrivals()
            return state.held.contains(operation)
        }
        if isHeld {
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    guard state.held.contains(operation) else { return true }
                    state.parked[operation, default: []].append(continuation)
                    return false
                }
                if goesOn { continuation.resume() }
            }
        }
        let failure = state.withLock { state -> EngineError? in
            guard state.failures[operation]?.isEmpty == false else { return nil }
            return state.failures[operation]?.removeFirst()
        }
        if let failure { throw failure }
    }
}

extension ScriptedEngine.State {
    mutating func number() -> Int {
        defer { nextNumber += 1 }
        return nextNumber
    }

    func name(of container: ContainerID) -> String? {
        containers.first { $0.value.id == container }?.key
    }

    mutating func add(
        _ name: String, _ state: ContainerStatus.State, _ labels: [String: String], image: String = "",
        created: Int? = nil
    ) -> ContainerID {
        let id = ContainerID("container-\(number())")
        containers[name] = ContainerStatus(id: id, state: state, labels: labels, image: image)
        self.created[name] = created ?? time(nil)
        return id
    }

    mutating func change(_ name: String, to new: ContainerStatus.State, _ ended: ContainerStatus.Ended? = nil) {
        guard let status = containers[name] else { return }
        containers[name] = ContainerStatus(
            id: status.id, state: new, labels: status.labels, addresses: status.addresses, image: status.image,
            ended: new == .exited || new == .dead ? ended ?? .init(exitCode: 0) : nil)
    }

    mutating func tellArrivals() {
        arrivals.removeAll { arrival in
            guard calls.count(where: { $0.operation == arrival.operation }) >= arrival.count else { return false }
            arrival.continuation.resume()
            return true
        }
    }
}
