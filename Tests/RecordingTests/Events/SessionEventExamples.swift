import Model

@testable import Recording

/// One event of every kind, and of every form that a kind has.
enum SessionEventExamples {
    static let peer = SocketAddress(host: "2001:db8::7", port: 50122)
    static let connection = ConnectionID(run: 12, number: 7)
    static let session = SessionID(connection: connection, number: 2)

    static func all(from start: EventTime) -> [SessionEvent] {
        kinds.enumerated().map { index, kind in
            var event = SessionEvent(time: start.advanced(by: .milliseconds(index)), kind: kind)
            if kind.name.hasPrefix("session.") || kind.name.hasPrefix("recording.") { event.session = session }
            if kind.name.hasPrefix("connection.") || kind.name.hasPrefix("forward.") { event.connection = connection }
            if event.session != nil || kind.name.hasPrefix("auth.") { event.user = "alice" }
            return event
        }
    }

    static let kinds: [SessionEvent.Kind] =
        [
            .serverStarted(version: "1.0", processID: 4711), .serverStopping, .serverStopped,
            .connectionOpened(peer: peer), .connectionRefused(peer: peer, limit: "max_startups"),
            .connectionKeyExchange(
                .init(clientVersion: "SSH-2.0-OpenSSH_9.2", algorithms: "curve25519-sha256", duration: .milliseconds(3))
            ),
            .connectionLimited(limit: "max_sessions", peer: peer), .connectionLimited(limit: "max_sessions", peer: nil),
            .connectionClosed(.init(reason: "closed by the client", sent: 10, received: 20, duration: .seconds(125))),
        ]
        + SessionEvent.AuthenticationAttempt.Result.allCases.map {
            .authAttempt(.init(method: "publickey", fingerprint: "SHA256:abc", result: $0, cause: "no such key"))
        } + [
            .authAttempt(.init(method: "password", result: .accepted)),
            .sessionOpened(
                .init(
                    program: .shell, terminal: Terminal(type: "xterm", size: TerminalSize(columns: 80, rows: 24)),
                    workspace: "user-alice", wayIn: "guest",
                    opening: .init(
                        larval: .milliseconds(1), workspace: .milliseconds(2), process: .milliseconds(3),
                        total: .milliseconds(6)), recording: "c12-7.2")),
            .sessionOpened(
                .init(
                    program: .command("git status"), workspace: "user-alice", wayIn: "exec",
                    opening: .init(workspace: .zero, process: .zero, total: .microseconds(7)))),
            .sessionOpened(
                .init(
                    program: .subsystem("sftp"), workspace: "user-alice", wayIn: "guest",
                    opening: .init(workspace: .zero, process: .zero, total: .microseconds(7)))),
            .sessionFailed(.init(program: .command("true"), cause: "image-missing: no such image")),
            .sessionEnded(
                .init(exit: .signal(.kill, coreDumped: true), reason: .exited, sent: 1, received: 2, duration: .zero)),
        ]
        + SessionEvent.SessionEnded.Reason.allCases.map {
            .sessionEnded(
                .init(
                    exit: $0 == .lost ? nil : .status(3), reason: $0, sent: 1500, received: 2_500_000,
                    duration: .seconds(7500)))
        } + forwards + [
            .workspaceCreated(change), .workspaceStarted(change), .workspaceUnpaused(change),
            .workspaceImagePulled(change), .workspaceStopped(change), .workspaceRemoved(change),
            .adminAction(.init(actor: "root(0) pid 123", action: "kill", target: "c12-7.2", detail: "too loud")),
            .adminAction(.init(actor: "root(0) pid 123", action: "sessions")),
            .recordingFailed(cause: "No space left on device"), .recordingGap(bytes: 4096),
            .recordingRemoved(recording: "c1-1.0", reason: .age), .recordingRemoved(recording: "c1-2.0", reason: .size),
            .logGap(
                lost: 3, from: EventTime(microseconds: 1), to: EventTime(microseconds: 2_000_000),
                cause: "No space left on device"),
            .logRecovered(bytes: 17, cause: "a crash left a line unfinished"),
            .logFailing(cause: "No space left on device"),
        ]

    private static let change = SessionEvent.WorkspaceChange(
        workspace: "user-alice", container: "0123456789ab", duration: .milliseconds(350), cause: "session")

    private static let forwards: [SessionEvent.Kind] = {
        let local = SessionEvent.Forward(
            direction: .local, address: .tcp(host: "db", port: 5432), peer: "127.0.0.1:4000", channel: 3)
        let remote = SessionEvent.Forward(direction: .remote, address: .tcp(host: "::1", port: 8080))
        return [
            .forwardOpened(local), .forwardRefused(local, cause: "policy"),
            .forwardClosed(local, sent: 1, received: 2, duration: .seconds(1)), .forwardListening(remote, port: 8080),
            .forwardListening(.init(direction: .remote, address: .unix(path: "/tmp/s")), port: nil),
            .forwardCancelled(remote), .forwardOpened(.init(direction: .agent, address: .unix(path: "/tmp/agent"))),
            .forwardOpened(.init(direction: .x11, address: .tcp(host: "localhost", port: 6010))),
        ]
    }()
}
