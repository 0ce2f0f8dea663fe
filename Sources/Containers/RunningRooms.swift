import Model

/// The room for running workspaces: who has some, and who waits for it. Belongs to one actor.
struct RunningRooms {
    /// What a running workspace takes up.
    struct Promise: Hashable {
        let profile: ProfileName
        /// The profile's own limit.
        let limit: Int?
        let memory: Int
    }

    private struct Waiter {
        let user: UserName
        let promise: Promise
        let start: PendingStart
        /// Gets nil with the room, or why there is none.
        let continuation: CheckedContinuation<String?, Never>
    }

    private let quota: RunningQuota
    private var taken: [UserName: Promise] = [:]
    private var waiters: [Waiter] = []

    init(_ quota: RunningQuota) {
        self.quota = quota
    }

    /// Who has room.
    var users: Dictionary<UserName, Promise>.Keys { taken.keys }

    /// Why `promise` can't be had now; nil: it can.
    func obstacle(to promise: Promise) -> String? {
        if let own = obstacleOfProfile(to: promise) { return own }
        return obstacleOfHost(to: promise)
    }

    /// Takes room if there is some, and nobody waits for it.
    /// - Returns: why there is none.
    mutating func take(_ user: UserName, _ promise: Promise) -> String? {
        if taken[user] != nil { return nil }
        let obstacle = obstacle(to: promise)
        if obstacle == nil, waiters.isEmpty || !isAhead(of: promise) { taken[user] = promise }
        return taken[user] == nil ? obstacle ?? "others wait for room" : nil
    }

    /// It runs already: limits were set later, or somebody else started it.
    mutating func note(_ user: UserName, _ promise: Promise) {
        taken[user] = promise
    }

    /// Resumes `continuation` with nil once there is room.
    mutating func wait(
        _ user: UserName, _ promise: Promise, _ start: PendingStart, _ continuation: CheckedContinuation<String?, Never>
    ) {
        waiters.append(Waiter(user: user, promise: promise, start: start, continuation: continuation))
        tellPlaces()
    }

    /// It does not run any more; whoever waited may.
    mutating func release(_ user: UserName) {
        taken[user] = nil
        var isHostFull = false
        var left: [Waiter] = []
        for waiter in waiters {
            // Who waits for the profile's room holds up nobody; who waits for the host's holds up everybody behind.
            let waitsForProfile = obstacleOfProfile(to: waiter.promise) != nil
            if !waitsForProfile, obstacleOfHost(to: waiter.promise) != nil { isHostFull = true }
            guard !waitsForProfile, !isHostFull else {
                left.append(waiter)
                continue
            }
            taken[waiter.user] = waiter.promise
            waiter.continuation.resume(returning: nil)
        }
        waiters = left
        tellPlaces()
    }

    /// `user` has waited for long enough.
    mutating func giveUp(_ user: UserName) {
        guard let index = waiters.firstIndex(where: { $0.user == user }) else { return }
        let waiter = waiters.remove(at: index)
        waiter.continuation.resume(returning: obstacle(to: waiter.promise) ?? "others wait for room")
        tellPlaces()
    }

    private func isAhead(of promise: Promise) -> Bool {
        waiters.contains { obstacleOfProfile(to: $0.promise) == nil }
    }

    private func obstacleOfProfile(to promise: Promise) -> String? {
        guard let limit = promise.limit, taken.values.count(where: { $0.profile == promise.profile }) >= limit else {
            return nil
        }
        return "\(limit) workspaces of the profile \(promise.profile) run, which is its max_running"
    }

    private func obstacleOfHost(to promise: Promise) -> String? {
        if let limit = quota.running, taken.count >= limit { return "\(limit) workspaces run, which is quota.running" }
        guard let limit = quota.memory else { return nil }
        let promised = taken.values.reduce(0) { $0 + $1.memory }
        return promised + promise.memory > limit
            ? "the running workspaces' memory limits reach quota.memory" : nil
    }

    private func tellPlaces() {
        for (index, waiter) in waiters.enumerated() { waiter.start.report(.inLine(place: index + 1)) }
    }
}
