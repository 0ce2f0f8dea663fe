import AsyncHTTPClient
public import Containers
import NIOCore
import NIOHTTP1

/// A URL that gets the call's JSON by POST and answers by its status.
///
/// 2xx is yes. 4xx and 5xx are no where they come with words: a text/plain body, or `{"message": "…"}` as JSON. All else
/// is no answer; redirects are not followed. With a secret, `X-Gangway-Signature: sha256=…` is the HMAC-SHA256 of the
/// body, in hexadecimal digits.
public struct WebHook: WorkspaceHook {
    private let url: WebHookURL
    private let secret: HookSecret?
    private let limit: Duration

    /// - Parameter limit: how long it may take from the look-up of the host to the end of the answer.
    public init(url: WebHookURL, secret: HookSecret?, limit: Duration) {
        self.url = url
        self.secret = secret
        self.limit = limit
    }

    @concurrent public func run(_ call: HookCall) async throws(HookError) {
        let json = try call.json
        guard let answer = await outcome(of: { await post(json, call) }, within: limit) else {
            throw .failed(cause: "\(url): " + (Task.isCancelled ? "given up" : "no answer within \(limit)"))
        }
        try answer.get().judge(url)
    }

    private func post(_ json: [UInt8], _ call: HookCall) async -> Result<WebHookAnswer, HookError> {
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        let time = TimeAmount.nanoseconds(Int64(limit / .nanoseconds(1)))
        configuration.timeout = .init(connect: time, read: time)
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.httpVersion = .http1Only
        // One for each call: they are rare, and a kept connection would only be found dead by the next.
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let result: Result<WebHookAnswer, HookError>
        do {
            let response = try await client.execute(request(json, call), deadline: .now() + time)
            result = .success(try await WebHookAnswer(response))
        } catch {
            result = .failure(.failed(cause: HookError.printable("\(url): \(error)")))
        }
        try? await client.shutdown()
        return result
    }

    private func request(_ json: [UInt8], _ call: HookCall) -> HTTPClientRequest {
        var request = HTTPClientRequest(url: url.text)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: "application/json")
        request.headers.add(name: "User-Agent", value: "gangway")
        request.headers.add(name: "X-Gangway-Event", value: call.event.rawValue)
        if let secret { request.headers.add(name: "X-Gangway-Signature", value: secret.signature(of: json)) }
        request.body = .bytes(json)
        return request
    }
}
