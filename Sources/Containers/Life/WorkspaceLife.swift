public import FoundationEssentials

/// What has to be remembered of a running workspace, also when the server is restarted.
public struct WorkspaceLife: Hashable, Sendable, Codable {
    /// When it was seen to run first since it was stopped.
    public var began: Date
    /// The last sign of life, and which it was.
    public var lastSign: Date
    public var sign: String
    /// An administrator keeps it until then.
    public var heldUntil: Date?
    /// Its user does (`gangway-guest hold`), as seen last.
    public var userHeldUntil: Date?
    /// Processor time that it had used at the last look.
    var processor: ProcessorReading?
    /// When the signs were looked at last.
    var looked: Date?
    /// Whether its sessions were told that its longest life ends.
    var isWarned = false

    private enum CodingKeys: String, CodingKey {
        case began, lastSign, sign, heldUntil, userHeldUntil
    }

    init(began: Date) {
        self.began = began
        lastSign = began
        sign = "started"
    }
}

struct ProcessorReading: Hashable, Sendable {
    let nanoseconds: UInt64
    let time: Date

    /// In percent of one processor, between `earlier` and this; nil where that can't be said, such as after a restart.
    func percent(since earlier: ProcessorReading) -> Double? {
        let seconds = time.timeIntervalSince(earlier.time)
        guard seconds > 0, nanoseconds >= earlier.nanoseconds else { return nil }
        return Double(nanoseconds - earlier.nanoseconds) / 1e9 / seconds * 100
    }
}
