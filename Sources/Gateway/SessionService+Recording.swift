import Containers
import Model
import Recording

/// The session's recording.
extension SessionService {
    /// - Returns: nil where the session is not recorded.
    func recorder(for request: SessionRequest) -> Recorder? {
        guard let recordings = parts.recordings, !identity.isAdmin,
            profile?.recording.records(terminal: request.terminal != nil) == true
        else { return nil }
        var header = RecordingHeader(
            id: id, user: identity.user.description, terminal: request.terminal, started: RecordingStore.now())
        switch request.program {
        case .shell: break
        case .command(let command): header.command = command
        case .subsystem(let name): header.subsystem = name
        }
        return recordings.begin(header)
    }

    /// What a user is told before the program begins: a part of what is seen, so of the recording too.
    func greet(_ tap: SessionTap, isRecorded: Bool) {
        guard !identity.isAdmin else { return }
        var lines: [String] = []
        if let message = profile?.message {
            lines += message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }
        if let notice = workspaces.takeNotice(of: identity.user) { lines.append(notice) }
        if isRecorded, profile?.recording.notice == true { lines.append("This session is recorded.") }
        guard !lines.isEmpty else { return }
        var text = lines.map { "\($0)\r\n" }.joined()
        text.withUTF8 { bytes in
            unsafe tap.output(UnsafeRawBufferPointer(bytes))
            _ = unsafe channel.write(UnsafeRawBufferPointer(bytes), asStandardError: false)
        }
    }

    var workspaceName: String? { identity.isAdmin ? nil : Workspaces.containerName(of: identity.user) }
}
