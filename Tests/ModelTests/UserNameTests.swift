import Foundation
import Model
import Testing

struct UserNameTests {
    @Test(
        "1 to 32 of a-z, 0-9, _ and -, not starting with a digit or a -",
        arguments: [
            "a", "_", "alice", "_svc", "a-b_c9", "z0", "a--", String(repeating: "x", count: 32),
        ])
    func accepted(text: String) {
        #expect(UserName(text)?.description == text)
    }

    @Test(
        "everything else is no user name",
        arguments: [
            "", "-", "-a", "0a", "9", "A", "Alice", "a b", " a", "a ", "a.b", "a/b", "../a", "a\0", "a\n", "a:b", "a@b",
            "a$",
            "ü", "a\u{301}", "аlice", "a%2f", "a*", String(repeating: "x", count: 33),
        ])
    func refused(text: String) {
        #expect(UserName(text) == nil)
    }

    @Test("decoding keeps the rule")
    func decoding() throws {
        let names = try JSONDecoder().decode([UserName].self, from: Data(#"["alice"]"#.utf8))
        #expect(names.map(\.description) == ["alice"])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([UserName].self, from: Data(#"["../x"]"#.utf8)) }
        #expect(try String(decoding: JSONEncoder().encode(names), as: UTF8.self) == #"["alice"]"#)
    }
}
