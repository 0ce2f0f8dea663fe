import ArgumentParser

struct GroupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group",
        abstract: "Groups of users that have a profile together.",
        discussion: "gangway user set NAME --group GROUP puts a user into one.",
        subcommands: [
            GroupAddCommand.self, GroupListCommand.self, GroupSetCommand.self, GroupRemoveCommand.self,
        ])
}
