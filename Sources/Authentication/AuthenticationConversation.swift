public import Model

/// The authentication of one connection, from its first request to `accepted` or a violation: it remembers who the
/// client claims to be and which methods have succeeded. Counting the tries is the caller's business.
///
/// Not `Sendable`: it belongs to the connection's actor.
public final class AuthenticationConversation {
    private struct Progress {
        let user: String
        var lists: MethodLists
        var passed: [AuthenticationMethod] = []
    }

    private enum State {
        case fresh
        case waiting(Progress)
        /// A request is being decided.
        case deciding
        case over
    }

    private static let service = "ssh-connection"

    private let policy: AuthenticationPolicy
    private var state = State.fresh

    init(_ policy: AuthenticationPolicy) { self.policy = policy }

    /// The methods that can continue now, for a request that cannot be decided about.
    public var remaining: [AuthenticationMethod] {
        if case .waiting(let progress) = state { progress.lists.next } else { policy.lists.next }
    }

    /// Decides about one request. One at a time.
    ///
    /// - Parameters:
    ///   - user: as the client sent it.
    ///   - service: as the client sent it.
    public func attempt(
        user: String, service: String = "ssh-connection", method credential: Credential
    ) async -> Verdict {
        var progress: Progress
        switch state {
        case .fresh: progress = Progress(user: user, lists: policy.lists)
        case .waiting(let earlier): progress = earlier
        case .deciding, .over: return end(with: .outOfTurn)
        }
        guard progress.user == user else { return end(with: .userChanged) }
        guard service == Self.service else {
            if case .fresh = state { return end(with: .unknownService) }
            return end(with: .serviceChanged)
        }

        state = .deciding
        let verdict = await decide(credential, &progress)
        // An overlapping request has ended the conversation meanwhile.
        guard case .deciding = state else { return .violation(.outOfTurn) }
        if case .accepted = verdict { state = .over } else { state = .waiting(progress) }
        return verdict
    }

    private func decide(_ credential: Credential, _ progress: inout Progress) async -> Verdict {
        let remaining = progress.lists.next
        guard let method = credential.method, let step = progress.lists.passing(method) else {
            return .refused(remaining: remaining)
        }
        let name = UserName(progress.user)
        do {
            guard try await policy.accepts(credential, of: name), let name else {
                return .refused(remaining: remaining)
            }
            if case .publicKey(let offer) = credential, !offer.isSigned { return .keyAcceptable }
            let passed = progress.passed + [method]
            switch step {
            case .done:
                guard let identity = try await policy.identity(of: name, by: passed) else {
                    return .refused(remaining: remaining)
                }
                return .accepted(identity)
            case .more(let lists):
                progress.passed = passed
                progress.lists = lists
                return .partial(remaining: lists.next)
            }
        } catch {
            return .failed(cause: "\(error)", remaining: remaining)
        }
    }

    private func end(with violation: Verdict.Violation) -> Verdict {
        state = .over
        return .violation(violation)
    }
}
