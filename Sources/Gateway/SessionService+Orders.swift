import Containers
import Model

/// What an administrator, or the gateway, tells a session.
extension SessionService {
    enum StopReason: Hashable {
        case killed
        case unrecorded
        /// Its workspace is being stopped, in these words.
        case workspaceStopped(String)
    }

    nonisolated(nonsending) func obey(_ order: LiveSession.Order) async {
        switch order {
        case .end: end(.killed)
        case .endUnrecorded: end(.unrecorded)
        case .endWorkspace(let text): end(.workspaceStopped(text))
        case .show(let text): announce(text)
        }
    }

    func end(_ reason: StopReason) {
        guard stopReason == nil, reason.isForAdministrators || !identity.isAdmin else { return }
        stopReason = reason
        switch reason {
        case .killed: announce("An administrator ends this session.")
        case .workspaceStopped(let text): announce(text)
        case .unrecorded: announce("This session ends: it can't be recorded any more.")
        }
        relay?.stop()
    }

    /// Best effort, in between the program's output.
    func announce(_ text: String) {
        let isTerminal = terminalSize != nil
        say(isTerminal ? "\r\n*** \(text) ***\r\n" : "gangway: \(text)\n", asStandardError: !isTerminal)
    }

    nonisolated(nonsending) func stop(_ process: any WorkspaceProcess) async -> ProcessExit? {
        channel.send(exit: .signal(.hangup, coreDumped: false))
        channel.sendEndOfFile()
        channel.close()
        await process.terminate(grace: configuration.terminationGrace)
        return nil
    }
}

extension SessionService.StopReason {
    /// Administrators can always log in; another one may end their session.
    fileprivate var isForAdministrators: Bool { self == .killed }
}
