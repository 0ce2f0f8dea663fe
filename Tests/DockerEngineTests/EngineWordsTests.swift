import Testing

@testable import DockerEngine

struct EngineWordsTests {
    @Test("what steers a terminal or a log becomes a space")
    func control() {
        #expect(EngineWords("\u{1b}[31mno\r\nsuch\u{202e}\u{85}thing\u{2028}\n").description == "[31mno  such  thing")
    }

    @Test("500 bytes stay, cut between characters")
    func cut() {
        #expect(EngineWords(String(repeating: "x", count: 600)).description.utf8.count == 500)
        #expect(EngineWords("x" + String(repeating: "é", count: 300)).description.utf8.count == 499)
        #expect(EngineWords("short é").description == "short é")
    }
}
