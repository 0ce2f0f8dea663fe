/// The body of an answer that has nothing else to say.
package struct Done: Codable, Sendable, Hashable {
    package init() {}
}
