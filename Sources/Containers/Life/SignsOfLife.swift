import FoundationEssentials

/// What was seen in a workspace at one time.
struct SignsOfLife: Hashable, Sendable {
    var use = WorkspaceUse()
    var processor: ProcessorReading?
    /// Of the profile's `keepAlive`, those that run.
    var processes: [String] = []
    /// `tmux` or `screen`.
    var multiplexer: String?
    var usedPorts: [UInt16] = []
    var userHeldUntil: Date?

    /// In words, those that count by these rules.
    /// - Parameter earlier: the reading to compare with.
    func reasons(_ rules: IdleRules, since earlier: ProcessorReading?) -> [String] {
        var reasons: [String] = []
        for (count, word) in [
            (use.sessions, "session"), (use.forwards, "forward"), (use.commands, "administrator's command"),
        ] where count > 0 {
            reasons.append("\(count) \(word)\(count == 1 ? "" : "s")")
        }
        if let limit = rules.processorPercent, let processor, let earlier,
            let percent = processor.percent(since: earlier), percent > limit
        {
            reasons.append("processor at \(Int(percent.rounded())) %")
        }
        reasons += processes.filter(rules.keepAlive.contains).map { "process \($0)" }
        if rules.multiplexers, let multiplexer { reasons.append(multiplexer) }
        if rules.usedPorts { reasons += usedPorts.map { "port \($0) in use" } }
        return reasons
    }
}
