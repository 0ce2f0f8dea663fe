/// An image's name, taken apart as the pull call wants it: without a tag the engine would pull all of them.
struct ImageReference: Hashable, Sendable {
    /// With registry and port, if there are any.
    let repository: String
    /// A tag or a digest such as `sha256:…`.
    let version: String

    init(_ name: String) {
        if let at = name.firstIndex(of: "@") {
            // A digest is exact: a tag beside it says nothing more.
            repository = Self.split(name[..<at]).repository
            version = String(name[name.index(after: at)...])
        } else {
            (repository, version) = Self.split(name[...])
        }
    }

    private static func split(_ name: Substring) -> (repository: String, tag: String) {
        // A colon before the last slash is a port's.
        let start = name.lastIndex(of: "/") ?? name.startIndex
        guard let colon = name[start...].lastIndex(of: ":") else { return (String(name), "latest") }
        return (String(name[..<colon]), String(name[name.index(after: colon)...]))
    }
}
