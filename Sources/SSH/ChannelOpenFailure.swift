/// Why a channel was not opened, as CHANNEL_OPEN_FAILURE says it (RFC 4254 §5.1), in either direction.
public struct ChannelOpenFailure: Sendable, Hashable, CustomStringConvertible {
    public struct Reason: RawRepresentable, Sendable, Hashable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let administrativelyProhibited = Reason(rawValue: 1)
        public static let connectFailed = Reason(rawValue: 2)
        public static let unknownChannelType = Reason(rawValue: 3)
        public static let resourceShortage = Reason(rawValue: 4)
    }

    public let reason: Reason
    /// For people. ssh prints it behind its own words for the reason.
    public let text: String

    /// Longest text that is sent, in bytes.
    static let textLimit = 1024

    public init(_ reason: Reason, _ text: String = "") {
        self.reason = reason
        self.text = text
    }

    public var description: String {
        let words =
            switch reason {
            case .administrativelyProhibited: "administratively prohibited"
            case .connectFailed: "connect failed"
            case .unknownChannelType: "unknown channel type"
            case .resourceShortage: "resource shortage"
            default: "reason \(reason.rawValue)"
            }
        return text.isEmpty ? words : "\(words): \(text)"
    }
}
