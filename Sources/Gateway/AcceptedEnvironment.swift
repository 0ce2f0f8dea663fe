/// The names that an `env` request may set (sshd's AcceptEnv).
struct AcceptedEnvironment: Sendable {
    private let names: Set<String>
    private let prefixes: [String]

    /// - Parameter patterns: names; one `*` at the end stands for any rest.
    init(_ patterns: [String]) {
        names = Set(patterns.filter { !$0.hasSuffix("*") })
        prefixes = patterns.filter { $0.hasSuffix("*") }.map { String($0.dropLast()) }
    }

    func accepts(_ name: String) -> Bool {
        Self.isVariableName(name) && (names.contains(name) || prefixes.contains { name.hasPrefix($0) })
    }

    /// POSIX's portable names; whatever is matched by a pattern must still be one.
    private static func isVariableName(_ name: String) -> Bool {
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = name.utf8.first, !digits.contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }
}
