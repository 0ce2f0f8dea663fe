public import Containers
import Model
public import Recording

/// What the gateway's parts tell of themselves, as events.
extension Journal {
    public func note(_ change: WorkspaceChange) {
        var journal = self
        journal.user = change.user
        let what = SessionEvent.WorkspaceChange(
            workspace: Workspaces.containerName(of: change.user), container: change.subject, duration: change.duration,
            cause: change.cause)
        let kind: SessionEvent.Kind =
            switch change.kind {
            case .created: .workspaceCreated(what)
            case .started: .workspaceStarted(what)
            case .unpaused: .workspaceUnpaused(what)
            case .imagePulled: .workspaceImagePulled(what)
            case .stopped: .workspaceStopped(what)
            case .removed: .workspaceRemoved(what)
            }
        journal.note(kind)
    }

    public func note(_ event: RecordingEvent) {
        var journal = self
        switch event {
        case .failed(let id, let failure):
            journal.session = id
            journal.note(.recordingFailed(cause: "\(failure)"))
        case .gap(let id, let bytes):
            journal.session = id
            journal.note(.recordingGap(bytes: bytes))
        case .removed(let id, let reason):
            journal.note(
                .recordingRemoved(
                    recording: "\(id)", reason: SessionEvent.RecordingRemoval(rawValue: reason.rawValue) ?? .age))
        case .recovered: break
        case .trouble(let id, let cause):
            journal.session = id
            journal.note(.recordingFailed(cause: cause))
        }
    }
}
