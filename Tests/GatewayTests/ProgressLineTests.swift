import Containers
import Testing

@testable import Gateway

struct ProgressLineTests {
    @Test("each state redraws the one line, and clearing it leaves nothing")
    func redraws() {
        var line = ProgressLine()
        for progress in [WorkspaceProgress.finding, .pulling(percent: 40), .creating, .starting, .waiting(.removing)] {
            let text = line.show(progress)
            #expect(text.hasPrefix("\r\u{1b}[K") && !text.contains("\n"), "\(text.debugDescription)")
        }
        #expect(line.clear() == "\r\u{1b}[K")
    }

    @Test("where nothing was shown there is nothing to clear")
    func nothingShown() {
        var line = ProgressLine()
        #expect(line.clear().isEmpty)
        _ = line.show(.finding)
        _ = line.clear()
        #expect(line.clear().isEmpty)
    }

    @Test("a pull shows its percent")
    func percent() {
        var line = ProgressLine()
        #expect(line.show(.pulling(percent: 42)).contains("42 %"))
    }
}
