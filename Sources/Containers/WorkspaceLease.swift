import FoundationEssentials
import Model
import Synchronization

/// Keeps a workspace from being stopped as idle, until its end.
public final class WorkspaceLease: Sendable {
    public enum Kind: Hashable, Sendable {
        case session
        /// Somebody listens for the client, or is connected through it.
        case forward
        /// An administrator runs one. Nobody tells it of a stop: it ends with its workspace.
        case command
    }

    private let kind: Kind
    private let user: UserName
    private let places: WorkspacePlaces
    private let clock: @Sendable () -> Date
    private let hasEnded = Atomic(false)

    init(_ kind: Kind, of user: UserName, in places: WorkspacePlaces, clock: @escaping @Sendable () -> Date) {
        self.kind = kind
        self.user = user
        self.places = places
        self.clock = clock
        places.enter(kind, of: user)
    }

    deinit { end() }

    /// More than once does nothing.
    public func end() {
        guard !hasEnded.exchange(true, ordering: .relaxed) else { return }
        places.leave(kind, of: user, at: clock())
    }
}
