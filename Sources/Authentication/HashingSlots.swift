import Dispatch

/// Bounds how many hashes are computed at a time and how many wait for that: each takes a core and tens of megabytes.
///
/// The work runs on threads of its own: on Swift's shared pool, which has one thread per core, a few logins by password
/// would hold up everything else that is awaited.
public actor HashingSlots {
    private let limit: Int
    private let waitingLimit: Int
    private let queue = DispatchQueue(label: "gangway.password-hashing", attributes: .concurrent)
    private var running = 0
    private var waiting: [(ticket: UInt64, continuation: CheckedContinuation<Void, any Error>)] = []
    private var lastTicket: UInt64 = 0
    /// How many were computed since the start.
    private(set) var finished = 0

    public init(limit: Int = 2, waitingLimit: Int = 64) {
        self.limit = max(1, limit)
        self.waitingLimit = max(0, waitingLimit)
    }

    /// Computes `body` when a slot is free, in the order of arrival.
    ///
    /// - Throws: `PasswordError.busy` at once if `waitingLimit` others wait already; `CancellationError` while waiting;
    ///   what `body` throws.
    func run<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await enter()
        defer { leave() }
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Result(catching: body)) }
        }
    }

    var waitingCount: Int { waiting.count }

    private func enter() async throws {
        guard running >= limit else {
            running += 1
            return
        }
        guard waiting.count < waitingLimit else { throw PasswordError.busy }
        lastTicket += 1
        let ticket = lastTicket
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { waiting.append((ticket, $0)) }
        } onCancel: {
            // Also if the task was cancelled before it got in line: this runs on the actor, so after the line above.
            Task { await self.abandon(ticket) }
        }
    }

    /// The slot goes to the one that waited longest.
    private func leave() {
        finished += 1
        if waiting.isEmpty { running -= 1 } else { waiting.removeFirst().continuation.resume() }
    }

    private func abandon(_ ticket: UInt64) {
        guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
        waiting.remove(at: index).continuation.resume(throwing: CancellationError())
    }
}
