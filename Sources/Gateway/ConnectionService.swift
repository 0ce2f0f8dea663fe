import Authentication
import Logging
import Model
import Recording
import SSH

/// One connection, from its first request to its end.
///
/// Its life: authentication requests until one is accepted; then sessions and forwards, each a task of its own.
final class ConnectionService {
    private let parts: GatewayParts
    private let sessions: SessionCount
    private let conversation: AuthenticationConversation
    private let begin = ContinuousClock.now
    private var keysSince: ContinuousClock.Instant?
    private var log: Logger
    private var journal: Journal
    private var identity: Identity?
    /// From the authentication on.
    private var forwards: Forwards?

    /// Not inlined either (`run`).
    @inline(never)
    init(_ connection: isolated SSHConnection, parts: GatewayParts, sessions: SessionCount, log: Logger) {
        self.parts = parts
        self.sessions = sessions
        conversation = parts.policy.conversation()
        journal = Journal(parts.sinks)
        journal.connection = connection.id
        self.log = log
        self.log[metadataKey: "connection"] = "\(connection.id)"
    }

    /// Returns when the connection has ended; sessions may still be cleaning up then.
    ///
    /// What it calls is not inlined: all that these make on the way, for the log above all, would have its room in this
    /// task for as long as the connection is there.
    func run(on connection: isolated SSHConnection) async {
        noteBegin(of: connection)
        while let request = await connection.nextRequest() {
            noteKeys(of: connection)
            if case .authentication(let request) = request {
                await connection.loop.apart { await self.authenticate(request, on: connection) }
            } else {
                serve(request, on: connection)
            }
        }
        forwards?.close()
        noteEnd(of: connection)
    }

    @inline(never)
    private func serve(_ request: ConnectionRequest, on connection: isolated SSHConnection) {
        switch request {
        case .authentication: break
        // The connection lets nobody get to the rest unauthenticated. What is not answered is refused.
        case .openForward(let request):
            guard let forwards else { return }
            Task { await forwards.open(request, on: connection) }
        case .listen(let request):
            guard let forwards else { return }
            Task { await forwards.listen(request, on: connection) }
        case .cancelListen(let request):
            forwards?.cancel(request)
        case .limited(let limit):
            log.notice("connection limited", metadata: ["limit": "\(limit.rawValue)"])
            journal.note(.connectionLimited(limit: limit.rawValue, peer: connection.peer))
        case .openSession(let request):
            guard let identity, let forwards, let channel = connection.accept(request) else { return }
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

    // MARK: Told

    @inline(never)
    private func noteBegin(of connection: isolated SSHConnection) {
        log.info("connection opened", metadata: ["peer": "\(connection.peer)"])
        journal.note(.connectionOpened(peer: connection.peer))
    }

    /// Keys are agreed on by the first request.
    @inline(never)
    private func noteKeys(of connection: isolated SSHConnection) {
        guard keysSince == nil else { return }
        keysSince = .now
        journal.note(
            .connectionKeyExchange(
                SessionEvent.KeyExchange(
                    clientVersion: connection.clientVersion ?? "?", algorithms: connection.algorithms ?? "?",
                    duration: begin.duration(to: .now))))
    }

    @inline(never)
    private func noteEnd(of connection: isolated SSHConnection) {
        let reason = connection.end.map(String.init(describing:)) ?? "?"
        log.info(
            "connection closed",
            metadata: [
                "reason": "\(reason)", "received": "\(connection.receivedBytes)", "sent": "\(connection.sentBytes)",
            ])
        journal.note(
            .connectionClosed(
                SessionEvent.ConnectionClosed(
                    reason: reason, sent: connection.sentBytes, received: connection.receivedBytes,
                    duration: begin.duration(to: .now), code: connection.end?.code)))
    }

    // MARK: Authentication

    private func authenticate(_ request: AuthenticationRequest, on connection: isolated SSHConnection) async {
        guard let identity = await identity(of: request, on: connection) else { return }
        self.identity = identity
        log[metadataKey: "user"] = "\(identity.user)"
        journal.user = identity.user
        if let keysSince { parts.instruments?.sessions.phase(.authentication, took: keysSince.duration(to: .now)) }
        forwards = Forwards(identity: identity, parts: parts, loop: connection.loop, journal: journal, log: log)
    }

    /// - Returns: nil as long as nobody is authenticated; the client has its answer either way.
    private func identity(
        of request: AuthenticationRequest, on connection: isolated SSHConnection
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
