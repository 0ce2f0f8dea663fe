import AdminAPI
import Foundation

extension WorkspaceEntry {
    var isUsed: Bool { sessions > 0 || forwards > 0 || commands > 0 }

    /// For how long nobody has used it.
    func idleText(at now: Date) -> String {
        guard isRunning, let lastSign else { return "-" }
        return isUsed ? "in use" : Quantity.time(now.timeIntervalSince(lastSign))
    }

    func stopText(at now: Date) -> String {
        guard isRunning else { return "-" }
        guard let stopsAt else { return "not by itself" }
        return "in \(TimeSpan.text(until: stopsAt, from: now))"
    }

    /// What keeps it, or when it is stopped.
    func lifeText(at now: Date) -> String {
        guard isRunning else { return "does not run" }
        let stop = stopsAt.map { "stops in \(TimeSpan.text(until: $0, from: now))" }
        let reasons = busyBecause.map { Printable.text($0) }.joined(separator: ", ")
        if !reasons.isEmpty {
            // What is used is stopped only where its longest life ends.
            let end = isUsed ? stop.map { "; \($0), as it has run for so long" } : nil
            return "busy because: \(reasons)\(end ?? "")"
        }
        guard let stop else { return "is not stopped by itself" }
        guard let lastSign, let sign else { return stop }
        return "\(stop) (last sign of life: \(Printable.text(sign)), \(TimeSpan.text(since: lastSign, until: now)) ago)"
    }

    /// What renewing it means.
    var behindText: String {
        switch behind {
        case nil: "in nothing"
        case "image": "its image: there is a newer one"
        case "profile": "its profile, which was changed"
        case "other-profile": "its user's profile, which is another one now"
        case let other?: Printable.text(other)
        }
    }

    /// As `workspace show` prints it.
    func text(at now: Date) -> String {
        """
        user        \(user)
        workspace   \(workspace)
        container   \(container)
        state       \(state)
        profile     \(profile)
        image       \(Printable.text(image))
        behind      \(behindText)
        sessions    \(sessions)
        forwards    \(forwards)
        commands    \(commands)
        since       \(since?.formatted(.iso8601) ?? "-")
        life        \(lifeText(at: now))
        held until  \(heldUntil?.formatted(.iso8601) ?? "-")
        """
    }
}
