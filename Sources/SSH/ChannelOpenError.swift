/// Why `SSHConnection.open` gave no channel.
public enum ChannelOpenError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The client's own words, at most 255 bytes of them.
    case refused(ChannelOpenFailure)
    /// The client has not answered.
    case timedOut
    /// `SSHConfiguration.maxForwards`; the client was not asked.
    case tooManyForwards
    case connectionEnded

    public var description: String {
        switch self {
        case .refused(let failure): "refused by the client: \(failure)"
        case .timedOut: "the client does not answer"
        case .tooManyForwards: "too many forwards"
        case .connectionEnded: "the connection has ended"
        }
    }
}
