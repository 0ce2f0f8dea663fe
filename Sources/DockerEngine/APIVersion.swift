/// A version of the Engine API, such as 1.41.
struct APIVersion: Hashable, Comparable, Sendable, CustomStringConvertible {
    let major: Int
    let minor: Int

    /// Docker 20.10's.
    static let oldest = APIVersion(major: 1, minor: 41)
    /// Docker 28.3's. Nothing used here changed its meaning between the two; Docker 29 still speaks this one (its
    /// minimum is 1.44). Raise it after reading the API's version history.
    static let newest = APIVersion(major: 1, minor: 51)

    init(major: Int, minor: Int) {
        self.major = major
        self.minor = minor
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = Self.number(parts[0]), let minor = Self.number(parts[1]) else {
            return nil
        }
        self.init(major: major, minor: minor)
    }

    private static func number(_ text: Substring) -> Int? {
        let isNumber = (1...4).contains(text.utf8.count) && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isNumber ? Int(text) : nil
    }

    /// The newest version that we and an engine both speak, or nil where there is none.
    /// - Parameter minimum: the oldest one the engine speaks, where that is known.
    static func agreed(offered: APIVersion, minimum: APIVersion?) -> APIVersion? {
        let version = min(offered, newest)
        guard version >= oldest, version >= minimum ?? oldest else { return nil }
        return version
    }

    static func < (lhs: Self, rhs: Self) -> Bool {
        (lhs.major, lhs.minor) < (rhs.major, rhs.minor)
    }

    var description: String { "\(major).\(minor)" }
}
