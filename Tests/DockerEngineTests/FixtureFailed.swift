/// What a test needs could not be had.
struct FixtureFailed: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
