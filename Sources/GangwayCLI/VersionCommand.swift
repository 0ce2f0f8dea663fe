import ArgumentParser
import SSH

struct VersionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")
    static let text = "gangway \(Version.current), libssh \(SSHLibrary.version)"

    func run() {
        print(Self.text)
    }
}
