import EventLoop
import Logging
import Model

extension Workspaces {
    private static let skeletonLimit: Duration = .seconds(10)

    /// Gives an empty home the image's skeleton files, as its owner. A workspace without them is better than none: a
    /// failure is logged.
    func fillHome(of user: UserName, in container: ContainerID) async {
        let command = ExecCommand(
            arguments: [
                "/bin/sh", "-c", "umask 022; [ -d /etc/skel ] || exit 0; cp -r /etc/skel/. \"$1\"", "gangway",
                configuration.home,
            ],
            user: ExecCommand.user(configuration), standardInput: false)
        let run = ControlCommand(engine: engine, container: container, loop: control.loop)
        let outcome = await control.run(command, by: run, within: Self.skeletonLimit)
        if outcome != .exited(code: 0) {
            log.warning("no skeleton files", metadata: ["user": "\(user)", "cause": "\(outcome)"])
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
