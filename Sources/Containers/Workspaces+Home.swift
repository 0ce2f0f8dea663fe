import EventLoop
import GuestProtocol
import Logging
import Model

extension Workspaces {
    private static let skeletonLimit: Duration = .seconds(10)

    /// Gives an empty home the image's skeleton files, as its owner. A workspace without them is better than none: a
    /// failure is logged.
    func fillHome(of user: UserName, in container: RunningContainer, _ profile: Profile) async {
        // A quarter of a first login's time by the engine, a few milliseconds so.
        if let guests, container.hasGuestAgent, profile.wayIn != .exec,
            await control.fillHome(of: user, in: container, by: guests, log: log, within: Self.skeletonLimit)
        {
            return
        }
        await runSmall(
            "umask 022; [ -d /etc/skel ] || exit 0; cp -r /etc/skel/. \"$1\"", as: "\(container.owner)",
            [container.home],
            of: user, in: container, "no skeleton files")
    }

    /// Gives a home that is a volume to its owner: the engine made it root's.
    func ownHome(of user: UserName, in container: RunningContainer) async {
        await runSmall(
            "chown \"$2\" \"$1\"", as: "0:0", [container.home, "\(container.owner)"], of: user, in: container,
            "the home is not its user's")
    }

    private func runSmall(
        _ script: String, as owner: String, _ arguments: [String], of user: UserName, in container: RunningContainer,
        _ failure: Logger.Message
    ) async {
        let command = ExecCommand(
            arguments: ["/bin/sh", "-c", script, "gangway"] + arguments, user: owner, standardInput: false)
        let run = ControlCommand(engine: engine, container: container.id, loop: control.loop)
        let outcome = await control.run(command, by: run, within: Self.skeletonLimit)
        if outcome != .exited(code: 0) {
            log.warning(failure, metadata: ["user": "\(user)", "cause": "\(outcome)"])
        }
    }
}

extension LoopActor {
    /// - Returns: false where the guest agent did not do it.
    fileprivate func fillHome(
        of user: UserName, in container: RunningContainer, by guests: GuestAgents, log: Logger, within limit: Duration
    ) async -> Bool {
        // By the login shell, which may be any: its home is the folder that it starts in.
        let script = "umask 022; [ -d /etc/skel ] || exit 0; cp -r /etc/skel/. ."
        let program = GuestProgram(
            kind: .command(Array("exec /bin/sh -c '\(script)'".utf8)), uid: container.owner.uid,
            gid: container.owner.gid, home: Array(container.home.utf8), environment: [], hasTerminal: false,
            farewell: .terminate(grace: 1000))
        let opening = GuestOpening(
            agents: guests, user: user, program: program, terminal: nil, loop: loop, log: log)
        do {
            let opened = try await opening.open()
            let timer = loop.after(limit) { [process = opened.process] in process.send(.kill) }
            defer { timer.cancel() }
            return try await opened.process.exit() == .status(0)
        } catch {
            return false
        }
    }

    fileprivate func run(
        _ command: ExecCommand, by control: ControlCommand, within limit: Duration
    ) async -> ControlCommand.Outcome {
        await control.run(command, until: .now + limit)
    }
}
