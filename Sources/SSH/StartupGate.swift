import Synchronization

/// Counts the connections that are not authenticated yet, over all loops.
final class StartupGate: Sendable {
    private let limits: MaxStartups
    private let startups = Mutex(0)

    init(_ limits: MaxStartups) {
        self.limits = limits
    }

    /// - Returns: nil where the connection is to be refused.
    func enter() -> StartupSlot? {
        let die = Int.random(in: 0..<100)
        let isAdmitted = startups.withLock { startups in
            guard !limits.refuses(at: startups, die: die) else { return false }
            startups += 1
            return true
        }
        return isAdmitted ? StartupSlot(gate: self) : nil
    }

    fileprivate func leave() {
        startups.withLock { $0 -= 1 }
    }
}

/// One place among the unauthenticated; given back when the connection lets go of it.
final class StartupSlot: Sendable {
    private let gate: StartupGate

    fileprivate init(gate: StartupGate) {
        self.gate = gate
    }

    deinit {
        gate.leave()
    }
}
