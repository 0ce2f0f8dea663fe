/// Where the next character goes, from 0.
struct ScreenCursor: Sendable, Hashable {
    var row = 0
    var column = 0
    /// The last column is written: the next character goes to the next line.
    var isWrapPending = false
}
