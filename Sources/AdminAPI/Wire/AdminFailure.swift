/// The body of an answer that is no success.
package struct AdminFailure: Codable, Sendable, Hashable {
    /// A stable word.
    package let code: String
    /// One sentence.
    package let message: String
}
