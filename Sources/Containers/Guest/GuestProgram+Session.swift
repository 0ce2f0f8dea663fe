import GuestProtocol
import Model

/// What becomes of a session's process when its gateway is gone without a word.
public enum Farewell: Hashable, Sendable {
    case keep
    /// SIGHUP, SIGTERM, SIGKILL, this long apart.
    case terminate(grace: Duration)
}

extension GuestProgram {
    init(
        session request: SessionRequest, endpoints: SessionEndpoints?, farewell: Containers.Farewell,
        of owner: WorkspaceOwner, home: String, sftpServer: SFTPServerChoice
    ) {
        let kind: Kind =
            switch request.program {
            case .shell: .shell
            case .command(let command): .command(Array(command.utf8))
            // There is no other one; the larval session refuses what it does not know.
            case .subsystem: sftpServer == .builtIn ? .sftp : .imageSFTP
            }
        let parting: Farewell =
            switch farewell {
            case .keep: .keep
            case .terminate(let grace): .terminate(grace: UInt32(clamping: grace.milliseconds))
            }
        self.init(
            kind: kind, uid: owner.uid, gid: owner.gid, home: Array(home.utf8),
            environment: request.processEnvironment(between: endpoints).map { Array("\($0.key)=\($0.value)".utf8) },
            hasTerminal: request.terminal != nil, farewell: parting)
    }
}

extension Duration {
    var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}
