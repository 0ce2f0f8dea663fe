import Authentication
import Logging
import Model
import Recording
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
        let begin = ContinuousClock.now
        var journal = Journal(parts.sinks)
        journal.connection = connection.id
        journal.note(.connectionOpened(peer: connection.peer))
        var keysSince: ContinuousClock.Instant?
        let conversation = parts.policy.conversation()
        var identity: Identity?
        var forwards: Forwards?
        while let request = await connection.nextRequest() {
            if keysSince == nil {
                keysSince = .now
                journal.note(.connectionKeyExchange(keyExchange(of: connection, since: begin)))
            }
            switch request {
            case .authentication(let request):
                identity = await authenticate(request, in: conversation, on: connection, journal, log)
                guard let identity else { continue }
                log[metadataKey: "user"] = "\(identity.user)"
                journal.user = identity.user
                if let keysSince {
                    parts.instruments?.sessions.phase(.authentication, took: keysSince.duration(to: .now))
                }
                forwards = Forwards(
                    identity: identity, parts: parts, loop: connection.loop, journal: journal, log: log)
            // The connection lets nobody get to the rest unauthenticated. What is not answered is refused.
            case .openForward(let request):
                guard let forwards else { continue }
                Task { await forwards.open(request, on: connection) }
            case .listen(let request):
                guard let forwards else { continue }
                Task { await forwards.listen(request, on: connection) }
            case .cancelListen(let request):
                forwards?.cancel(request)
            case .limited(let limit):
                log.notice("connection limited", metadata: ["limit": "\(limit.rawValue)"])
                journal.note(.connectionLimited(limit: limit.rawValue, peer: connection.peer))
            case .openSession(let request):
                guard let identity, let forwards, let channel = connection.accept(request) else { continue }
                let session = SessionService(
                    channel: channel, connection: connection, identity: identity, forwards: forwards, parts: parts,
                    journal: journal, log: log)
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
        journal.note(
            .connectionClosed(
                SessionEvent.ConnectionClosed(
                    reason: connection.end.map(String.init(describing:)) ?? "?", sent: connection.sentBytes,
                    received: connection.receivedBytes, duration: begin.duration(to: .now),
                    code: connection.end?.code)))
    }

    private func keyExchange(
        of connection: isolated SSHConnection, since begin: ContinuousClock.Instant
    ) -> SessionEvent.KeyExchange {
        SessionEvent.KeyExchange(
            clientVersion: connection.clientVersion ?? "?", algorithms: connection.algorithms ?? "?",
            duration: begin.duration(to: .now))
    }

    private func authenticate(
        _ request: AuthenticationRequest, in conversation: AuthenticationConversation,
        on connection: isolated SSHConnection, _ journal: Journal, _ log: Logger
    ) async -> Identity? {
        let credential: Credential
        var attempt = SessionEvent.AuthenticationAttempt(method: "unusable", result: .refused)
        var facts: Logger.Metadata = ["user": "\(LogText.escaped(request.user))"]
        let begin = ContinuousClock.now
        func note(_ result: SessionEvent.AuthenticationAttempt.Result, cause: String? = nil) {
            attempt.result = result
            attempt.duration = begin.duration(to: .now)
            attempt.cause = cause
            journal.note(attempt, claimedUser: request.user)
        }
        switch request.credential {
        case .none: credential = .none
        case .password(let password): credential = .password(password)
        case .publicKey(let algorithm, let blob, let isSigned):
            credential = .publicKey(PublicKeyOffer(algorithm: algorithm, blob: blob, isSigned: isSigned))
            attempt.fingerprint = (try? PublicKey(blob: blob))?.fingerprint
            facts["key"] = "\(attempt.fingerprint ?? algorithm)"
        case .unusable:
            let cause = "unusable method, key or signature"
            log.notice("authentication failed", metadata: ["cause": "\(cause)"])
            note(.refused, cause: cause)
            request.refuse(remaining: conversation.remaining)
            return nil
        }
        facts["method"] = "\(credential)"
        attempt.method = "\(credential)"
        switch await conversation.attempt(user: request.user, method: credential) {
        case .accepted(let identity):
            facts["client"] = "\(LogText.escaped(connection.clientVersion ?? "?"))"
            facts["algorithms"] = "\(connection.algorithms ?? "?")"
            log.info("authenticated", metadata: facts)
            note(.accepted)
            request.accept()
            return identity
        case .keyAcceptable:
            note(.acceptable)
            request.acceptKey()
        case .partial(let remaining):
            log.info("authenticated in part", metadata: facts)
            note(.partial)
            request.acceptPartially(remaining: remaining)
        case .refused(let remaining):
            if credential.method != nil {
                log.notice("authentication failed", metadata: facts)
                note(.refused)
            }
            request.refuse(remaining: remaining)
        case .failed(let cause, let remaining):
            log.error("authentication not possible", metadata: facts.merging(["cause": "\(cause)"]) { $1 })
            note(.error, cause: cause)
            request.refuse(remaining: remaining)
        case .violation(let violation):
            log.notice("authentication violation", metadata: facts.merging(["cause": "\(violation.rawValue)"]) { $1 })
            note(.violation, cause: violation.rawValue)
            connection.disconnect("Change of username or service not allowed")
        }
        return nil
    }
}
