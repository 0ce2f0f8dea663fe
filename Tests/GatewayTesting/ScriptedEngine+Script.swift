public import Containers
public import Model

/// What a test says and asks.
extension ScriptedEngine {
    /// Puts a container there, as an earlier run of the gateway would have left it.
    /// - Parameters:
    ///   - image: the identifier of its image.
    ///   - created: in seconds since 1970; nil: now.
    @discardableResult
    public func add(
        _ name: String, _ state: ContainerStatus.State, labels: [String: String], image: String = "",
        created: Int? = nil
    ) -> ContainerID {
        self.state.withLock { $0.add(name, state, labels, image: image, created: created) }
    }

    /// The states that the next looks at the container find, one each; nil: it is gone. The last one stays.
    public func show(_ states: [ContainerStatus.State?], of name: String) {
        state.withLock { $0.upcoming[name] = states }
    }

    /// - Parameter ended: for a state in which it runs no more; nil: exit code 0.
    public func set(_ new: ContainerStatus.State, of name: String, ended: ContainerStatus.Ended? = nil) {
        state.withLock { $0.change(name, to: new, ended) }
    }

    /// What `usage` answers while the container runs; 0 in everything, where nothing is set.
    public func set(_ usage: ContainerUsage, of name: String) {
        state.withLock { $0.usages[name] = usage }
    }

    /// As if another image had got the tag.
    public func setDigest(_ digest: String, ofImage image: String) {
        state.withLock { $0.images[image] = digest }
    }

    public func set(log: String, of name: String) {
        state.withLock { $0.logs[name] = [UInt8](log.utf8) }
    }

    /// What `processNames` answers while the container runs; none, where nothing is set.
    public func set(processes names: [String], of name: String) {
        state.withLock { $0.processNames[name] = names }
    }

    /// The graces that `stop` was called with, in order.
    public var graces: [Duration] { state.withLock { $0.graces } }

    /// The next calls of `operation` throw these, one each.
    public func fail(_ operation: Operation, with errors: EngineError...) {
        state.withLock { $0.failures[operation, default: []] += errors }
    }

    /// Calls of `operation` wait until `release`.
    public func hold(_ operation: Operation) {
        _ = state.withLock { $0.held.insert(operation) }
    }

    public func release(_ operation: Operation) {
        let parked = state.withLock { state in
            state.held.remove(operation)
            return state.parked.removeValue(forKey: operation) ?? []
        }
        for continuation in parked { continuation.resume() }
    }

    /// Waits until `operation` has been called `count` times in all.
    public func arrivals(of operation: Operation, count: Int = 1) async {
        await withCheckedContinuation { continuation in
            state.withLock { state in
                state.arrivals.append((operation, count, continuation))
                state.tellArrivals()
            }
        }
    }

    /// What a started command does instead of the usual. Called on the loop; must not block.
    public func onExecute(_ program: @escaping @Sendable (ScriptedExec) -> Void) {
        state.withLock { $0.onExecute = program }
    }

    public var calls: [Call] { state.withLock { $0.calls } }

    public func count(of operation: Operation) -> Int {
        calls.count { $0.operation == operation }
    }

    public var execs: [ScriptedExec] { state.withLock { $0.execs } }

    /// The sizes that terminals were given, in order.
    public var sizes: [TerminalSize] { state.withLock { $0.sizes } }

    public func specification(of name: String) -> ContainerSpecification? {
        state.withLock { $0.specifications[name] }
    }

    public func status(of name: String) -> ContainerStatus? {
        state.withLock { $0.containers[name] }
    }
}
