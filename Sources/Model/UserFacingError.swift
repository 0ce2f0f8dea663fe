/// An error with two texts: `description` with code and cause for the operator's log, and one plain sentence the user
/// may see. The user's sentence never holds a path, an address, an engine's answer or a secret.
public protocol UserFacingError: Error, CustomStringConvertible {
    /// A stable word to search a log for, such as `image-missing`.
    var code: String { get }
    /// One sentence without a final line break.
    var userMessage: String { get }
}
