/// A validated user name: `[a-z_][a-z0-9_-]{0,31}`.
///
/// Only a `UserName` may reach a path, a container label or an Engine API URL; the text a client sends is a `String`
/// until it has passed `init(_:)`.
public struct UserName: Hashable, Sendable, Codable, CustomStringConvertible {
    public let description: String

    /// - Returns: nil if `text` is not a user name.
    public init?(_ text: some StringProtocol) {
        let bytes = text.utf8
        guard let first = bytes.first, bytes.count <= 32, Self.mayStart(first), bytes.allSatisfy(Self.mayFollow) else {
            return nil
        }
        description = String(text)
    }

    /// The rule in words, for error messages.
    public static let rule =
        "a user name is 1 to 32 of a-z, 0-9, '_' and '-', and starts with a letter or '_'"

    private static func mayStart(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
    }

    private static func mayFollow(_ byte: UInt8) -> Bool {
        mayStart(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
    }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = UserName(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: Self.rule))
        }
        self = name
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
