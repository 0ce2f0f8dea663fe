import FoundationEssentials

/// What is to be done with a running workspace, given its rules and what is known of it.
enum IdleDecision: Hashable {
    /// Until then nothing can happen to it; nil: for ever, as far as is known.
    case keep(until: Date?)
    /// Nobody has used it for as long as the rules say.
    case stopIdle
    /// It has run for as long as the rules say.
    case stopOld

    /// - Parameter use: at this moment.
    static func decide(_ rules: IdleRules, _ life: WorkspaceLife, use: WorkspaceUse, at now: Date) -> IdleDecision {
        let oldAt = lifeEnd(rules, life)
        if let oldAt, oldAt <= now { return .stopOld }
        guard use.isUnused, let idleAt = idleEnd(rules, life, at: now) else { return .keep(until: oldAt) }
        if idleAt <= now { return .stopIdle }
        return .keep(until: [idleAt, oldAt].compactMap(\.self).min())
    }

    /// When it is stopped even if it is used; nil: never.
    static func lifeEnd(_ rules: IdleRules, _ life: WorkspaceLife) -> Date? {
        rules.longestLife.map { life.began.addingTimeInterval($0.inSeconds) }
    }

    /// When it is stopped unless a sign of life is seen; nil: never.
    static func idleEnd(_ rules: IdleRules, _ life: WorkspaceLife, at now: Date) -> Date? {
        guard let limit = rules.stopAfter else { return nil }
        let idle = life.lastSign.addingTimeInterval(limit.inSeconds)
        // A user's hold counts no longer than the rules allow, whatever the guest agent says.
        let longest = now.addingTimeInterval(rules.longestHold.inSeconds)
        let userHold = life.userHeldUntil.map { min($0, longest) }
        return [idle, life.heldUntil, userHold].compactMap(\.self).max()
    }

    /// When its signs must be looked at next: early enough that none is missed, seldom enough to cost nothing.
    static func nextLook(_ rules: IdleRules, _ life: WorkspaceLife, at now: Date) -> Date? {
        guard let limit = rules.stopAfter, let end = idleEnd(rules, life, at: now) else { return nil }
        guard let looked = life.looked else { return now }
        return min(looked.addingTimeInterval(limit.inSeconds / 10), max(end, looked))
    }
}

extension Duration {
    var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
