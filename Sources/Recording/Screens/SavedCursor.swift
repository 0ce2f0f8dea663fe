/// What DECSC keeps for DECRC.
struct SavedCursor: Sendable, Hashable {
    var row = 0
    var column = 0
    var style = CellStyle()
    var charsets = Charsets()
    var hasOrigin = false
}
