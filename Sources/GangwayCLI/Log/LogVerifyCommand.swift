import ArgumentParser
import Recording

struct LogVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Find lines of the session log that were changed, removed, moved or cut.",
        discussion: """
            Needs no running server, and does not disturb one. Each line that is wrong is named, and the exit code is 1. \
            Who may write the files can write them anew from a line on, which is not found: send the log to another \
            machine by session_log.syslog.
            """)

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption
    @Option(help: ArgumentHelp("Instead of the settings' session_log.folder.", valueName: "dir")) var folder: String?
    @Flag(help: "Print nothing where all is well.") var quiet = false

    func run() throws {
        let folder = try folder ?? file.settings(state: state.folder).eventFolder
        let result = try EventLogVerifier(folder: folder).verify()
        for fault in result.faults { try StandardOutput.print(Printable.text(fault.description)) }
        if result.faultCount > result.faults.count {
            try StandardOutput.print("and \(result.faultCount - result.faults.count) more")
        }
        guard result.isSound else { throw ExitCode(1) }
        if !quiet { try StandardOutput.print(Self.summary(result)) }
    }

    static func summary(_ result: EventLogVerification) -> String {
        let files = result.files.count == 1 ? "1 file" : "\(result.files.count) files"
        guard let sequences = result.sequences else { return "no events in \(files)" }
        let begin =
            sequences.lowerBound == 1
            ? "" : "; what was before event \(sequences.lowerBound) is not there to be verified"
        return "\(result.lines) events in \(files) are as they were written, "
            + "\(sequences.lowerBound) to \(sequences.upperBound)\(begin)"
    }
}
