import Model
import Testing

struct ForwardPatternTests {
    /// Entry, host, port, whether it matches. What sshd 9.2 answers to the same.
    typealias Row = (entry: String, host: String, port: UInt16, matches: Bool)

    @Test(
        "An entry to open matches the very host and port, and * any of them",
        arguments: [
            ("localhost:80", "localhost", 80, true), ("localhost:80", "localhost", 81, false),
            ("localhost:80", "Localhost", 80, false), ("localhost:80", "localhost.", 80, false),
            ("localhost:80", "127.0.0.1", 80, false), ("localhost:80", "", 80, false),
            ("localhost:80", "localhos", 80, false), ("localhost:80", "xlocalhost", 80, false),
            ("127.0.0.1:80", "127.0.0.1", 80, true), ("127.0.0.1:80", "127.1", 80, false),
            ("[::1]:80", "::1", 80, true), ("[::1]:80", "0:0:0:0:0:0:0:1", 80, false), ("[::1]:80", "[::1]", 80, false),
            ("[localhost]:80", "localhost", 80, true), ("localhost:*", "localhost", 1, true),
            ("localhost:*", "localhost", 65535, true), ("localhost:*", "other", 1, false),
            ("*:80", "anything at all", 80, true), ("*:80", "", 80, true), ("*:80", "x", 81, false),
            ("*:*", "x", 0, true), ("localhost:65535", "localhost", 65535, true), ("a:080", "a", 80, true),
        ] as [Row])
    func opening(row: Row) throws {
        let pattern = try #require(ForwardPattern(open: row.entry))
        #expect(pattern.matches(host: row.host, port: row.port) == row.matches)
    }

    @Test(
        "An entry to listen matches the host that the client names, with * and ? in it; a port alone any host",
        arguments: [
            ("8080", "localhost", 8080, true), ("8080", "", 8080, true), ("8080", "0.0.0.0", 8080, true),
            ("8080", "localhost", 8081, false), ("8080", "localhost", 0, false), ("*", "localhost", 0, true),
            ("*", "", 22, true), ("localhost:*", "localhost", 0, true), ("localhost:8080", "localhost", 8080, true),
            ("localhost:8080", "127.0.0.1", 8080, false), ("localhost:8080", "::1", 8080, false),
            ("localhost:8080", "", 8080, false), ("127.0.0.?:1", "127.0.0.1", 1, true),
            ("127.0.0.?:1", "127.0.0.11", 1, false), ("127.0.0.?:1", "127.0.0.", 1, false),
            ("127.*:1", "127.0.0.1", 1, true), ("*.example:1", "a.b.example", 1, true),
            ("*.example:1", "example", 1, false), ("a*b*c:1", "abc", 1, true), ("a*b*c:1", "a-b-b-c-c", 1, true),
            ("a*b*c:1", "a-c-b", 1, false), ("[::1]:8080", "::1", 8080, true), ("[::?]:8080", "::1", 8080, true),
            ("a?:1", "aé", 1, false), ("a??:1", "aé", 1, true),
        ] as [Row])
    func listening(row: Row) throws {
        let pattern = try #require(ForwardPattern(listen: row.entry))
        #expect(pattern.matches(host: row.host, port: row.port) == row.matches)
    }

    @Test(
        "What is no host and port is no entry",
        arguments: [
            "", ":", "localhost:", "localhost:0", "localhost:65536", "localhost:-1", "localhost:+80", "localhost:http",
            "localhost:80:81", "localhost:8 0", "localhost: 80", " localhost:80", "local host:80", ":80", "[]:80",
            "::1:80", "[::1]", "[::1]80", "[::1:80", "[[::1]]:80", "localhost/80", "user@host:80", "!localhost:80",
            "a,b:80", "a:80,b:80", "a\0:80", "a\n:80", "a\u{7F}:80", "bücher:80", "a:８０", "a:\u{301}80", "any", "none",
            "0", "65536", "-1", "+1", "http", String(repeating: "x", count: 256) + ":80",
        ])
    func noEntry(word: String) {
        #expect(ForwardPattern(open: word) == nil)
        #expect(ForwardPattern(listen: word) == nil)
    }

    @Test("A port alone is an entry to listen only, and so is a wildcard within a host")
    func differences() {
        for word in ["80", "*", "*.example:80", "127.0.0.?:80", "**:80"] {
            #expect(ForwardPattern(open: word) == nil, "\(word)")
            #expect(ForwardPattern(listen: word) != nil, "\(word)")
        }
    }

    @Test("A hostile name is compared byte by byte, in little time")
    func hostile() throws {
        let long = String(repeating: "a", count: 1024)
        let stars = try #require(ForwardPattern(listen: String(repeating: "*a", count: 100) + "b:*"))
        #expect(!stars.matches(host: long, port: 1))
        #expect(stars.matches(host: long + "b", port: 1))
        let cafe = try #require(ForwardPattern(open: "cafe:80"))
        for host in ["cafe\u{301}", "café", "cafe\0", "cafe\n", "\u{1B}[2Jcafe", "cafe:80", "*", "?", "cafe "] {
            #expect(!cafe.matches(host: host, port: 80), "\(host.debugDescription)")
        }
        let any = try #require(ForwardPattern(open: "*:80"))
        #expect(any.matches(host: "\u{1B}]0;\u{7}", port: 80))
    }

    @Test(
        "Its description is an entry of the same meaning",
        arguments: ["localhost:80", "[::1]:80", "*:80", "localhost:*", "[fe80::1%eth0]:*"])
    func description(word: String) throws {
        for pattern in [ForwardPattern(open: word), ForwardPattern(listen: word)] {
            let pattern = try #require(pattern)
            #expect(pattern.description == word)
        }
        #expect(ForwardPattern(listen: "8080")?.description == "*:8080")
    }
}
