import Containers
import GatewayTesting
import Testing

@testable import Hooks

@Suite(.timeLimit(.minutes(10))) struct WebHookTests {
    private func hook(
        _ listener: HookListener, _ path: String, secret: String? = nil, limit: Duration = .seconds(120)
    ) throws -> WebHook {
        let url = try #require(WebHookURL(listener.url(path)))
        return WebHook(url: url, secret: secret.flatMap { HookSecret($0) }, limit: limit)
    }

    @Test("it gets the call's JSON by POST, and 2xx is yes")
    func yes() async throws {
        try await HookListener.with { listener in
            let call = try HookCall.test()
            #expect(try await hook(listener, "/yes?token=t").answer(call) == nil)
            let requests = try listener.requests()
            let request = try #require(requests.first)
            #expect(requests.count == 1)
            #expect(request.path == "/yes?token=t")
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["x-gangway-event"] == "create")
            #expect(request.headers["x-gangway-signature"] == nil)
            #expect(request.body == String(decoding: try call.json, as: UTF8.self))
        }
    }

    @Test("a secret signs the body, and another one gives another signature")
    func signature() async throws {
        try await HookListener.with { listener in
            let call = try HookCall.test(reason: "für alle")
            for secret in ["secret", "secret\n", "another"] {
                #expect(try await hook(listener, "/yes", secret: secret).answer(call) == nil)
            }
            let requests = try listener.requests()
            try #require(requests.count == 3)
            #expect(requests[0].headers["x-gangway-signature"] == "sha256=" + requests[0].signature)
            // A file's line break is no part of the secret.
            #expect(requests[1].headers["x-gangway-signature"] == "sha256=" + requests[1].signature)
            #expect(requests[2].headers["x-gangway-signature"] != "sha256=" + requests[2].signature)
        }
    }

    @Test("a status of 4xx or 5xx with words is a refusal in these words")
    func refusal() async throws {
        try await HookListener.with { listener in
            let call = try HookCall.test()
            #expect(try await hook(listener, "/text").answer(call) == .refused(text: "not today: [31mquota für alice"))
            #expect(try await hook(listener, "/json").answer(call) == .refused(text: "the registry is down"))
        }
    }

    @Test("everything else is no answer, and a redirect is not followed")
    func noAnswer() async throws {
        try await HookListener.with { listener in
            let call = try HookCall.test()
            for (path, words) in [
                ("/html", "answered 502"), ("/badjson", "answered 400"), ("/none", "answered 404"),
                ("/redirect", "answered 307; redirects are not followed"), ("/nonsense", ""),
            ] {
                guard case .failed(let cause) = try await hook(listener, path, secret: "s3cr3t").answer(call) else {
                    Issue.record("\(path) is taken for an answer")
                    continue
                }
                #expect(cause.hasPrefix("http://127.0.0.1:\(listener.port): ") && cause.hasSuffix(words), "\(cause)")
                // What follows the host may be a secret.
                #expect(!cause.contains(path) && !cause.contains("s3cr3t"))
            }
            #expect(try listener.requests().map(\.path).contains("/yes") == false)
        }
    }

    @Test("of a huge answer only the beginning is read")
    func huge() async throws {
        try await HookListener.with { listener in
            let answer = try await hook(listener, "/huge").answer(try .test())
            guard case .refused(let text) = answer else {
                Issue.record("\(String(describing: answer))")
                return
            }
            #expect(text.unicodeScalars.count == HookError.longestText)
            #expect(text.hasPrefix("too much too much"))
            #expect(await eventually { listener.sent() != nil })
            #expect(try #require(listener.sent()) < 1 << 28)
        }
    }

    @Test(
        "no answer within the limit is a failure, whether none comes or one that does not end",
        arguments: ["/slow", "/drip"])
    func slow(path: String) async throws {
        try await HookListener.with { listener in
            let answer = try await hook(listener, path, limit: .seconds(2)).answer(try .test())
            guard case .failed(let cause) = answer else {
                Issue.record("\(String(describing: answer))")
                return
            }
            #expect(cause.hasPrefix("http://127.0.0.1:\(listener.port): "))
        }
    }

    @Test("where nobody listens, it says so")
    func nobody() async throws {
        let hook = WebHook(url: try #require(WebHookURL("http://127.0.0.1:1/t0ken")), secret: nil, limit: .seconds(60))
        guard case .failed(let cause) = await hook.answer(try .test()) else {
            Issue.record("it answered")
            return
        }
        #expect(cause.hasPrefix("http://127.0.0.1:1: ") && !cause.contains("t0ken"), "\(cause)")
    }
}
