import Containers
import Model
import Testing

@testable import Hooks

struct HookTests {
    @Test("a text is a command or a webhook by how it begins")
    func parsing() throws {
        #expect(try Hook.parse("/bin/echo a 'b c' $d") == .command(["/bin/echo", "a", "b c", "$d"]))
        let url = try #require(WebHookURL("https://hooks.example.org:8443/a?b=c"))
        #expect(try Hook.parse("https://hooks.example.org:8443/a?b=c") == .webhook(url))
    }

    @Test(
        "every other text is refused with what is expected",
        arguments: [
            ("", HookTextError.neither), ("echo", .neither), ("./hook", .neither), ("ftp://host/", .neither),
            (" /bin/echo", .neither), ("HTTP://host/", .neither), ("/bin/echo 'a", .unclosedQuote),
            ("/bin/echo \0", .badCharacter), ("http://", .badURL), ("http:///path", .badURL), ("https://:80/", .badURL),
        ])
    func refused(text: String, error: HookTextError) {
        #expect(throws: error) { try Hook.parse(text) }
    }

    @Test(
        "a webhook's URL has a host and no user",
        arguments: [
            "http://alice@host/", "http://alice:pw@host/", "http://@host/", "http://host/a b", "http://host/\n",
            "http://host\\@other/", "http://host/#part", "http://hôst/", "http://host:0/", "http://host:65536/",
            "http://host:port/", "http:host", "http://ho st/", "file:///etc/passwd", "unix:///run/docker.sock",
        ])
    func badURL(text: String) { #expect(WebHookURL(text) == nil) }

    @Test("a URL is printed without what may be a secret, and a secret not at all")
    func printing() throws {
        let url = try #require(WebHookURL("https://host:8443/services/t0ken?key=k3y"))
        #expect("\(url)" == "https://host:8443")
        var text = ""
        dump(url, to: &text)
        debugPrint(url, Hook.webhook(url), to: &text)
        let secret = try #require(HookSecret("s3cr3t"))
        dump(WebHook(url: url, secret: secret, limit: .seconds(1)), to: &text)
        debugPrint(secret, Optional(secret) as Any, to: &text)
        for word in ["t0ken", "k3y", "s3cr3t"] { #expect(!text.contains(word), "\(text)") }
        #expect(HookSecret("\n") == nil)
    }

    @Test("the settings' lists become hooks, and a bad text is named by its place")
    func settings() async throws {
        let hooks = try WorkspaceHooks(
            texts: [
                .create: ["/bin/true", "/bin/sh -c 'echo no; exit 1'", "/bin/sh -c 'echo late; exit 1'"], .stop: [],
            ],
            limit: .seconds(300), secret: nil)
        // The first that refuses is the last that runs.
        await #expect(throws: HookError.refused(text: "no")) { try await hooks.run(.test()) }
        let error = #expect(throws: HookSettingError.self) {
            _ = try WorkspaceHooks(texts: [.remove: ["/bin/true", "true"]], limit: .seconds(1), secret: nil)
        }
        #expect(error?.description.hasPrefix("hooks.remove, number 2: a hook is a command") == true)
    }

    @Test("a call's JSON has every key, in order, and null for what is not known")
    func json() throws {
        let call = HookCall(
            event: .stop, user: try #require(UserName("bob")), profile: "gpu", workspace: "user-bob", container: "c/1",
            reason: "idle \"30m\"", time: "2026-11-21T19:05:01.123456Z")
        #expect(
            String(decoding: try call.json, as: UTF8.self) == #"{"container":"c/1","event":"stop","image":null,"#
                + #""profile":"gpu","reason":"idle \"30m\"","time":"2026-11-21T19:05:01.123456Z","user":"bob","#
                + #""version":1,"workspace":"user-bob"}"#)
        let now = HookCall.now()
        #expect(now.wholeMatch(of: /20\d\d-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-6]\d\.\d{6}Z/) != nil, "\(now)")
    }

    @Test("a hook's words are one printable line of at most 500 scalars")
    func words() {
        #expect(HookError.printable(" a\t\r\n b\u{7}\u{202E}c\u{85}d\u{2028}e ") == "a bc d e")
        #expect(HookError.printable("\u{1B}\u{0}\u{200B}").isEmpty)
        #expect(HookError.printable("x" + String(repeating: "\u{301}", count: 9000)).unicodeScalars.count == 500)
        #expect(HookError.printable("für 日本") == "für 日本")
    }
}
