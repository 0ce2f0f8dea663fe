import ArgumentParser
import Glibc
import Logging

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Run the gateway until SIGTERM.",
        discussion: """
            Accepts SSH connections and pipes each session into its user's container. Host keys are made in the state \
            folder on the first start. SIGTERM or SIGINT: no new connections, sessions are told and have the shutdown \
            grace to end, then everything is closed in order.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption

    func run() async throws {
        let settings = try file.settings(state: state.folder)
        try state.makeFolder()
        let output = LogOutput(format: settings.logFormat)
        defer { output.finish() }
        LoggingSystem.bootstrap { LineLogHandler(label: $0, level: settings.logLevel, output: output) }
        // A client or a process that goes away is an error of one write, not the end of the server.
        signal(SIGPIPE, SIG_IGN)
        DescriptorLimit.raise()
        try await Composition(settings: settings, state: state).serve()
    }
}
