import Containers
import Model
import Recording

/// The session's recording.
extension SessionService {
    /// - Returns: nil where the session is not recorded.
    func recorder(for request: SessionRequest) -> Recorder? {
        guard let recordings = parts.recordings, !identity.isAdmin,
            configuration.recording.records(terminal: request.terminal != nil)
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

    /// A part of what the user sees, so of the recording too.
    func sayRecorded(_ tap: SessionTap) {
        var text = "This session is recorded.\r\n"
        text.withUTF8 { bytes in
            unsafe tap.output(UnsafeRawBufferPointer(bytes))
            _ = unsafe channel.write(UnsafeRawBufferPointer(bytes), asStandardError: false)
        }
    }

    var workspaceName: String? { identity.isAdmin ? nil : Workspaces.containerName(of: identity.user) }
}
