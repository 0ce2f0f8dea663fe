import EventLoop
import Logging
import Model

extension Workspaces {
    private static let skeletonLimit: Duration = .seconds(10)

    /// Gives an empty home the image's skeleton files, as its owner. A workspace without them is better than none: a
    /// failure is logged.
    func fillHome(of user: UserName, in container: RunningContainer) async {
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
    fileprivate func run(
        _ command: ExecCommand, by control: ControlCommand, within limit: Duration
    ) async -> ControlCommand.Outcome {
        await control.run(command, until: .now + limit)
    }
}
