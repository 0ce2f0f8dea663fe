import Model
import Testing

struct ForwardPermissionsTests {
    @Test("any permits everything, none nothing, a list what one of its entries matches")
    func meaning() throws {
        let list = try ForwardPermissions(open: ["db:5432", "web:*"])
        let rows: [(ForwardPermissions, host: String, port: UInt16, isPermitted: Bool)] = [
            (.any, "x", 1, true), (.any, "", 0, true), (.none, "x", 1, false), (.none, "", 0, false),
            (list, "db", 5432, true), (list, "web", 1, true), (list, "db", 5433, false), (list, "x", 5432, false),
            (try ForwardPermissions(open: ["any"]), "x", 1, true),
            (try ForwardPermissions(open: ["none"]), "x", 1, false),
            (try ForwardPermissions(listen: ["8080", "9090"]), "", 9090, true),
            (try ForwardPermissions(listen: ["8080", "9090"]), "", 9091, false),
        ]
        for (permissions, host, port, isPermitted) in rows {
            #expect(permissions.permits(host: host, port: port) == isPermitted, "\(permissions): \(host):\(port)")
        }
    }

    @Test("An error names the word and says what to write")
    func errors() {
        let rows: [(words: [String], open: ForwardPermissionsError, listen: ForwardPermissionsError)] = [
            ([], .empty, .empty), (["any", "a:80"], .notAlone("any"), .notAlone("any")),
            (["a:80", "none"], .notAlone("none"), .notAlone("none")),
            (["any", "any"], .notAlone("any"), .notAlone("any")),
            (["a:80", "b"], .notToOpen("b"), .notToListen("b")), (["ANY"], .notToOpen("ANY"), .notToListen("ANY")),
            ([""], .notToOpen(""), .notToListen("")),
        ]
        for (words, open, listen) in rows {
            #expect(throws: open) { try ForwardPermissions(open: words) }
            #expect(throws: listen) { try ForwardPermissions(listen: words) }
        }
        #expect("\(ForwardPermissionsError.notToOpen("b"))".hasPrefix("'b' must be host:port"))
        #expect("\(ForwardPermissionsError.notToListen("b"))".hasPrefix("'b' must be port, host:port"))
    }

    @Test(
        "Its words are read as the same value",
        arguments: [["any"], ["none"], ["a:80"], ["*:*", "[::1]:80", "b:*"]])
    func words(words: [String]) throws {
        #expect(try ForwardPermissions(open: words).words == words)
        #expect(try ForwardPermissions(listen: words).words == words)
        #expect(try ForwardPermissions(listen: words).description == words.joined(separator: " "))
    }
}
