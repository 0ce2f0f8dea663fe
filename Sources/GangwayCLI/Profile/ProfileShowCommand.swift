import ArgumentParser
import Containers
import Model

struct ProfileShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show all fields of a profile, those of the profiles that it extends among them.",
        discussion: "What is printed can be put into a settings file as it is.")

    @OptionGroup var state: StateOption
    @OptionGroup var file: ConfigOption
    @Argument(help: "The profile; default is the standard one.", transform: ProfileName.argument)
    var name: ProfileName
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let settings = try file.settings(state: state.folder)
        guard let draft = settings.draft(named: name) else {
            throw CommandError.noProfile(name, known: settings.workspace.profiles.all.map(\.name), file: file.path)
        }
        if json {
            print(try JSONOutput.text(ProfileDetails(draft, homes: settings.workspace.homes)))
        } else {
            print(try ProfileText.yaml(draft), terminator: "")
        }
    }
}
