/// What a verifier found.
public struct EventLogVerification: Sendable, Hashable {
    /// The days' files that were read, oldest first.
    public internal(set) var files: [String] = []
    public internal(set) var lines: UInt64 = 0
    /// The lowest and highest number of an event. What was before the lowest, unless that is 1, is not there to be
    /// verified: its files were removed, by an admin who has no use for them or by somebody else.
    public internal(set) var sequences: ClosedRange<UInt64>?
    /// The first ones that were found, at most `faultLimit`, by file and line.
    public internal(set) var faults: [EventLogFault] = []
    /// How many there are.
    public internal(set) var faultCount = 0
    /// Bytes of an unfinished last line: being written now, or left by a crash until the next start cuts it.
    public internal(set) var unfinishedBytes = 0

    public static let faultLimit = 1000

    public var isSound: Bool { faultCount == 0 }
}
