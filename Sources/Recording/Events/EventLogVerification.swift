/// What a verifier found.
public struct EventLogVerification: Sendable, Hashable {
    public internal(set) var files: [String] = []
    public internal(set) var lines: UInt64 = 0
    /// The numbers of the first and the last line. What was before the first (1: nothing) is not there to be verified.
    public internal(set) var sequences: ClosedRange<UInt64>?
    /// The first ones in the log's order, at most `faultLimit`.
    public internal(set) var faults: [EventLogFault] = []
    /// All of them.
    public internal(set) var faultCount = 0
    /// Bytes of an unfinished last line: being written now, or left by a crash until the next start cuts it.
    public internal(set) var unfinishedBytes = 0

    public static let faultLimit = 1000

    public var isSound: Bool { faultCount == 0 }
}
