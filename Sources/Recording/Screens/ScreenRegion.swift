/// The part of a screen that scrolls: DECSTBM's rows and DECSLRM's columns, from 0, both ends within.
struct ScreenRegion: Sendable, Hashable {
    var top: Int
    var bottom: Int
    var left: Int
    var right: Int

    var rows: Range<Int> { top..<bottom + 1 }
    var columns: Range<Int> { left..<right + 1 }

    func contains(row: Int, column: Int) -> Bool {
        rows.contains(row) && columns.contains(column)
    }
}
