import AdminAPI
import ArgumentParser

/// The running server that a command is for.
struct AdminOption: ParsableArguments {
    @OptionGroup(visibility: .hidden) var state: StateOption
    @OptionGroup(visibility: .hidden) var file: ConfigOption
    @Option(
        help: ArgumentHelp(
            "The server's admin socket (default: as its settings say, by --state, --config and the environment).",
            valueName: "path"))
    var socket: String?

    func validate() throws {
        guard AdminAccess.current.isRemote else { return }
        guard socket == nil, !state.isGiven, file.explicitPath == nil else {
            throw ValidationError("--socket, --state and --config are not for administrators who come by ssh")
        }
    }

    /// Speaks to the server for the time of `body`.
    ///
    /// - Throws: `AdminClientError` beside what `body` throws.
    func withServer<Value>(_ body: (AdminClient) async throws -> Value) async throws -> Value {
        switch AdminAccess.current {
        case .remote(let actor, let socket): try await AdminClient.with(socket: socket, actor: actor, body)
        case .local:
            try await AdminClient.with(
                socket: try socket ?? file.settings(state: state.folder).admin.socket, body)
        }
    }
}
