import Containers
import Logging
import Model

/// From the last output to the channel's end, and what the gateway itself says there.
extension SessionService {
    /// - Returns: nil where it is not known.
    nonisolated(nonsending) func finish(_ process: any WorkspaceProcess) async -> ProcessExit? {
        let exit: ProcessExit
        do {
            exit = try await process.exit()
        } catch {
            log.error("session lost", metadata: ["cause": "\(error)"])
            fail(with: error.userMessage)
            return nil
        }
        log.debug("process ended", metadata: ["exit": "\(exit)"])
        channel.send(exit: exit)
        channel.sendEndOfFile()
        return exit
    }

    nonisolated(nonsending) func abandon(
        _ process: any WorkspaceProcess, _ relay: Relay, hasTerminal: Bool
    ) async -> ProcessExit? {
        channel.close()
        switch configuration.onDisconnect {
        case .terminate:
            await process.terminate(grace: configuration.terminationGrace)
            parts.instruments?.sessions.orphanEnded(.unknown)
        case .keep: if hasTerminal { process.send(.hangup) }
        }
        // Otherwise the kernel tells whoever is left: SIGHUP or SIGPIPE.
        guard relay.mustLinger, await !relay.drain(within: Self.drainLimit), lingering.enter(identity.user) else {
            return nil
        }
        parts.instruments?.sessions.lingers()
        await relay.linger()
        parts.instruments?.sessions.lingersNoMore()
        lingering.leave(identity.user)
        return nil
    }

    func fail(with message: String) {
        complain(message)
        channel.send(exit: Self.failure)
        channel.sendEndOfFile()
    }

    func complain(_ message: String) {
        let isTerminal = terminalSize != nil
        say("gangway: \(message)\(isTerminal ? "\r\n" : "\n")", asStandardError: !isTerminal)
    }

    /// Best effort: text of our own never waits for the client's window.
    func say(_ text: String, asStandardError: Bool = false) {
        var text = text
        text.withUTF8 { bytes in
            _ = unsafe channel.write(UnsafeRawBufferPointer(bytes), asStandardError: asStandardError)
        }
    }
}
