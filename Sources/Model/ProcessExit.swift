/// How a session's process ended.
public enum ProcessExit: Hashable, Sendable {
    /// An exit status, 0 to 255. A way in that cannot see signals reports 128 + the signal's number, as shells do.
    case status(UInt8)
    /// Ended by a signal, where the way in knows that exactly (RFC 4254 §6.10).
    case signal(Signal, coreDumped: Bool)
}
