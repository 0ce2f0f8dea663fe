import ArgumentParser

struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "What workspaces are: the profiles in the settings.",
        discussion: """
            A profile is a section of the settings file: profiles.NAME, and workspace for the standard one, which is \
            named default. gangway user set and gangway group set give them to users.
            """,
        subcommands: [ProfileListCommand.self, ProfileShowCommand.self])
}
