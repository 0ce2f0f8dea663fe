import AdminAPI
import ArgumentParser
import Model

/// Whose workspaces an order is for: those named, or all that run.
struct RunningSelection: ParsableArguments {
    @OptionGroup var admin: AdminOption
    @Argument(help: "The users.", transform: UserName.argument) var names: [UserName] = []
    @Flag(help: "All that run; asks first.") var all = false
    @Flag(help: "Do not ask.") var yes = false

    func validate() throws {
        guard all != !names.isEmpty else { throw ValidationError("name users, or say --all") }
    }

    /// - Parameter verb: for the question.
    /// - Returns: nil where there are none.
    /// - Throws: `CommandError.notConfirmed`.
    func users(of server: AdminClient, verb: String) async throws -> [UserName]? {
        guard all else { return names }
        let running = try await server.workspaces().filter(\.isRunning)
        guard !running.isEmpty else {
            try StandardOutput.print("no workspace runs")
            return nil
        }
        let sessions = running.reduce(0) { $0 + $1.sessions }
        try Question.confirm(
            "\(verb) \(Count.text(running.count, "workspace")) with \(Count.text(sessions, "session"))?", unless: yes)
        return running.compactMap { UserName($0.user) }
    }
}
