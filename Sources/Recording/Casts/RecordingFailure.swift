/// Why a session is not recorded just now.
public enum RecordingFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system refused: no space left, the folder is gone.
    case refused(cause: String)
    /// Nothing could be written for the stall limit.
    case stalled

    public var description: String {
        switch self {
        case .refused(let cause): cause
        case .stalled: "writing takes too long"
        }
    }
}
