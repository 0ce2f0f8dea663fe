import Model
import Monitoring
import Recording

/// The session log's words as the instruments' closed sets.

extension SessionRequest.Program {
    var label: SessionKind {
        switch self {
        case .shell: .shell
        case .command: .exec
        case .subsystem: .subsystem
        }
    }
}

extension SessionEvent.ConnectionClosed {
    /// By `ConnectionEnd`'s codes.
    var label: ConnectionResult {
        switch code {
        case "login_grace_time": .loginGraceTime
        case "too_many_auth_tries": .tooManyAuthTries
        case "unresponsive": .unresponsive
        case "violation": .violation
        case "disconnected": .disconnected
        case "failed": .failed
        default: .lost
        }
    }
}

extension SessionEvent.SessionFailed {
    /// By the error's code.
    var label: SessionFailure {
        switch code {
        case "engine-unreachable": .engineUnreachable
        case "engine-incompatible": .engineIncompatible
        case "engine-refused": .engineRefused
        case "engine-image-missing": .imageMissing
        case "engine-conflict": .conflict
        case "engine-not-running": .notRunning
        case "engine-network-missing": .networkMissing
        case "engine-out-of-space": .outOfSpace
        case "workspace-no-profile", "workspace-no-host-account": .profile
        case "workspace-full": .full
        case "workspace-refused", "workspace-hook-failed": .hook
        case "workspace-foreign-container": .foreignContainer
        case "workspace-stuck": .stuck
        case "workspace-home": .home
        case "process-lost": .lost
        case SessionEvent.SessionFailed.unlogged: .notRecorded
        default: .processNotStarted
        }
    }

    /// The code where a setting allows no session that can't be logged.
    static let unlogged = "session-log-failing"
}

extension SessionEvent.Forward {
    var label: ForwardKind {
        switch (direction, address) {
        case (.local, .tcp): .directTCPIP
        case (.local, .unix): .directStreamlocal
        case (.remote, .tcp): .forwardedTCPIP
        case (.remote, .unix): .forwardedStreamlocal
        case (.agent, _): .agent
        case (.x11, _): .x11
        }
    }
}
