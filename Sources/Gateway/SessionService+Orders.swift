import Containers
import Model

/// What an administrator, or the gateway, tells a session.
extension SessionService {
    enum StopReason {
        case killed
        case unrecorded
    }

    nonisolated(nonsending) func obey(_ order: LiveSession.Order) async {
        switch order {
        case .end: end(.killed)
        case .endUnrecorded: end(.unrecorded)
        case .show(let text): announce(text)
        }
    }

    func end(_ reason: StopReason) {
        guard stopReason == nil, reason == .killed || !identity.isAdmin else { return }
        stopReason = reason
        switch reason {
        case .killed: announce("An administrator ends this session.")
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
