import Synchronization

/// How many sessions a gateway has, the ones that are cleaning up included.
final class SessionCount: Sendable {
    private let count = Mutex(0)

    var current: Int { count.withLock { $0 } }

    func enter() -> Place {
        count.withLock { $0 += 1 }
        return Place(owner: self)
    }

    struct Place: Sendable {
        fileprivate let owner: SessionCount

        func leave() {
            owner.count.withLock { $0 -= 1 }
        }
    }
}
