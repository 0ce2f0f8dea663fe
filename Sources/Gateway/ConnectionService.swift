import Authentication
import Logging
import Model
import SSH

/// One connection, from its first request to its end.
struct ConnectionService {
    let parts: GatewayParts
    let sessions: SessionCount
    let log: Logger

    /// Its life: authentication requests until one is accepted; then sessions, each a task of its own. Returns when the
    /// connection has ended; sessions may still be cleaning up then.
    func run(_ connection: isolated SSHConnection) async {
        var log = log
        log[metadataKey: "connection"] = "\(connection.id)"
        log.info("connection opened", metadata: ["peer": "\(connection.peer)"])
        let conversation = parts.policy.conversation()
        var identity: Identity?
        var forwards: Forwards?
        while let request = await connection.nextRequest() {
            switch request {
            case .authentication(let request):
                identity = await authenticate(request, in: conversation, on: connection, log: log)
                guard let identity else { continue }
                log[metadataKey: "user"] = "\(identity.user)"
                forwards = Forwards(identity: identity, parts: parts, loop: connection.loop, log: log)
            // The connection lets nobody get to the rest unauthenticated. What is not answered is refused.
            case .openForward(let request):
                guard let forwards else { continue }
                Task { await forwards.open(request, on: connection) }
            case .listen(let request):
                guard let forwards else { continue }
                Task { await forwards.listen(request, on: connection) }
            case .cancelListen(let request):
                forwards?.cancel(request)
            case .openSession(let request):
                guard let identity, let forwards, let channel = connection.accept(request) else { continue }
                let session = SessionService(
                    channel: channel, connection: connection, identity: identity, forwards: forwards, parts: parts,
                    log: log)
                let place = sessions.enter()
                Task {
                    await session.run(on: connection)
                    place.leave()
                }
            }
        }
        forwards?.close()
        log.info(
            "connection closed",
            metadata: [
                "reason": "\(connection.end.map(String.init(describing:)) ?? "?")",
                "received": "\(connection.receivedBytes)", "sent": "\(connection.sentBytes)",
            ])
    }

    private func authenticate(
        _ request: AuthenticationRequest, in conversation: AuthenticationConversation,
        on connection: isolated SSHConnection, log: Logger
    ) async -> Identity? {
        let credential: Credential
        var facts: Logger.Metadata = ["user": "\(LogText.escaped(request.user))"]
        switch request.credential {
        case .none: credential = .none
        case .password(let password): credential = .password(password)
        case .publicKey(let algorithm, let blob, let isSigned):
            credential = .publicKey(PublicKeyOffer(algorithm: algorithm, blob: blob, isSigned: isSigned))
            facts["key"] = "\((try? PublicKey(blob: blob))?.fingerprint ?? algorithm)"
        case .unusable:
            log.notice("authentication failed", metadata: ["cause": "unusable method, key or signature"])
            request.refuse(remaining: conversation.remaining)
            return nil
        }
        facts["method"] = "\(credential)"
        switch await conversation.attempt(user: request.user, method: credential) {
        case .accepted(let identity):
            facts["client"] = "\(LogText.escaped(connection.clientVersion ?? "?"))"
            facts["algorithms"] = "\(connection.algorithms ?? "?")"
            log.info("authenticated", metadata: facts)
            request.accept()
            return identity
        case .keyAcceptable:
            request.acceptKey()
        case .partial(let remaining):
            log.info("authenticated in part", metadata: facts)
            request.acceptPartially(remaining: remaining)
        case .refused(let remaining):
            if credential.method != nil { log.notice("authentication failed", metadata: facts) }
            request.refuse(remaining: remaining)
        case .failed(let cause, let remaining):
            log.error("authentication not possible", metadata: facts.merging(["cause": "\(cause)"]) { $1 })
            request.refuse(remaining: remaining)
        case .violation(let violation):
            log.notice("authentication violation", metadata: facts.merging(["cause": "\(violation.rawValue)"]) { $1 })
            connection.disconnect("Change of username or service not allowed")
        }
        return nil
    }
}
