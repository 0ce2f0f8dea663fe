/// The value of PermitOpen or PermitListen in sshd_config(5).
public enum ForwardPermissions: Hashable, Sendable, CustomStringConvertible {
    case any
    case none
    /// Never empty.
    case only([ForwardPattern])

    /// - Parameter words: `any`, `none`, or entries of PermitOpen.
    public init(open words: [String]) throws(ForwardPermissionsError) {
        self = try Self.parse(words, ForwardPattern.init(open:), orThrow: ForwardPermissionsError.notToOpen)
    }

    /// - Parameter words: `any`, `none`, or entries of PermitListen.
    public init(listen words: [String]) throws(ForwardPermissionsError) {
        self = try Self.parse(words, ForwardPattern.init(listen:), orThrow: ForwardPermissionsError.notToListen)
    }

    public func permits(host: String, port: UInt16) -> Bool {
        switch self {
        case .any: true
        case .none: false
        case .only(let patterns): patterns.contains { $0.matches(host: host, port: port) }
        }
    }

    /// What either initialiser reads as the same value.
    public var words: [String] {
        switch self {
        case .any: ["any"]
        case .none: ["none"]
        case .only(let patterns): patterns.map(\.description)
        }
    }

    public var description: String { words.joined(separator: " ") }

    private static func parse(
        _ words: [String], _ pattern: (String) -> ForwardPattern?,
        orThrow error: (String) -> ForwardPermissionsError
    ) throws(ForwardPermissionsError) -> Self {
        if words == ["any"] { return .any }
        if words == ["none"] { return .none }
        guard !words.isEmpty else { throw .empty }
        var patterns: [ForwardPattern] = []
        for word in words {
            guard word != "any", word != "none" else { throw .notAlone(word) }
            guard let pattern = pattern(word) else { throw error(word) }
            patterns.append(pattern)
        }
        return .only(patterns)
    }
}
