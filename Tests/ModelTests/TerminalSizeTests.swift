import Model
import Testing

struct TerminalSizeTests {
    @Test("what a winsize cannot hold is clamped")
    func clamped() {
        let size = TerminalSize(columns: 70_000, rows: -1, pixelWidth: .max, pixelHeight: 65_535)
        #expect(size.columns == 65_535 && size.rows == 0 && size.pixelWidth == 65_535 && size.pixelHeight == 65_535)
    }
}
