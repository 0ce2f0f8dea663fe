import FoundationEssentials
import Model
import Synchronization

/// What is known of the workspaces without asking the engine: which containers run, and who uses them. Not the actor's:
/// the way of nearly every session goes past it.
final class WorkspacePlaces: Sendable {
    private struct Place {
        var container: RunningContainer?
        var use = WorkspaceUse()
        var lastUse: Date?
        /// What the next terminal is told.
        var notice: String?

        var isEmpty: Bool { container == nil && use.isUnused && lastUse == nil && notice == nil }
    }

    private let places = Mutex<[UserName: Place]>([:])

    // MARK: Containers

    func container(of user: UserName) -> RunningContainer? {
        places.withLock { $0[user]?.container }
    }

    func set(_ container: RunningContainer, of user: UserName, notice: String? = nil) {
        places.withLock { places in
            places[user, default: Place()].container = container
            if let notice { places[user]?.notice = notice }
        }
    }

    /// - Parameter container: nil: whichever it is.
    /// - Returns: whether it was known.
    @discardableResult
    func forget(_ container: ContainerID?, of user: UserName) -> Bool {
        change(user) { place in
            guard let known = place.container, container == nil || known.id == container else { return false }
            place.container = nil
            return true
        }
    }

    /// As `forget`, unless it is used: whoever comes now has to ask for a start.
    /// - Returns: false where it is used.
    func forgetUnused(_ user: UserName) -> Bool {
        change(user) { place in
            guard place.use.isUnused else { return false }
            place.container = nil
            return true
        }
    }

    // MARK: Use

    func enter(_ kind: WorkspaceLease.Kind, of user: UserName) {
        places.withLock { $0[user, default: Place()].use[kind] += 1 }
    }

    func leave(_ kind: WorkspaceLease.Kind, of user: UserName, at time: Date) {
        places.withLock { places in
            places[user, default: Place()].use[kind] -= 1
            places[user]?.lastUse = time
        }
    }

    func use(of user: UserName) -> WorkspaceUse {
        places.withLock { $0[user]?.use ?? WorkspaceUse() }
    }

    /// The end of the last session or forward since this was asked last.
    func takeLastUse(of user: UserName) -> Date? {
        change(user) { place in
            defer { place.lastUse = nil }
            return place.lastUse
        }
    }

    func takeNotice(of user: UserName) -> String? {
        change(user) { place in
            defer { place.notice = nil }
            return place.notice
        }
    }

    private func change<Value: Sendable>(_ user: UserName, _ body: (inout Place) -> Value) -> Value {
        places.withLock { places in
            var place = places[user] ?? Place()
            let value = body(&place)
            places[user] = place.isEmpty ? nil : place
            return value
        }
    }
}

/// Who uses a workspace at present.
public struct WorkspaceUse: Hashable, Sendable {
    public internal(set) var sessions = 0
    public internal(set) var forwards = 0
    public internal(set) var commands = 0

    public var isUnused: Bool { sessions == 0 && forwards == 0 && commands == 0 }

    subscript(kind: WorkspaceLease.Kind) -> Int {
        get {
            switch kind {
            case .session: sessions
            case .forward: forwards
            case .command: commands
            }
        }
        set {
            switch kind {
            case .session: sessions = newValue
            case .forward: forwards = newValue
            case .command: commands = newValue
            }
        }
    }
}
