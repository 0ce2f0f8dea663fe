/// A validated profile's name: `[a-z][a-z0-9_-]{0,31}`, or a group's of users, for which the same rule holds.
public struct ProfileName: Hashable, Sendable, Codable, CustomStringConvertible, Comparable {
    public let description: String

    /// The profile of those who have no other.
    public static let standard = ProfileName(unchecked: "default")

    /// - Returns: nil if `text` is no such name.
    public init?(_ text: some StringProtocol) {
        guard let name = UserName(text), text.utf8.first != UInt8(ascii: "_") else { return nil }
        self.init(unchecked: name.description)
    }

    private init(unchecked text: String) { description = text }

    /// The rule in words, for error messages.
    public static let rule = "a name is 1 to 32 of a-z, 0-9, '_' and '-', and starts with a letter"

    public static func < (one: ProfileName, other: ProfileName) -> Bool { one.description < other.description }

    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let name = ProfileName(text) else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: Self.rule))
        }
        self = name
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
