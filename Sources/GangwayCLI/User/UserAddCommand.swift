import ArgumentParser
import Authentication
import Model
import Store

struct UserAddCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add", abstract: "Add a user, with keys and a password if wanted.")

    @OptionGroup var state: StateOption
    @Argument(help: "The new user: \(UserName.rule).", transform: UserName.argument) var name: UserName
    @Option(
        name: .customLong("key"),
        help: ArgumentHelp("A .pub file; - for standard input. May be given several times.", valueName: "file"))
    var keys: [String] = []
    @Flag(help: "Read the password from standard input: one line, or asked for on a terminal.")
    var passwordStdin = false
    @Flag(help: "Make it an administrator's account: the gateway's own commands at login, no workspace.")
    var admin = false

    func validate() throws {
        let readers = keys.count { $0 == "-" } + (passwordStdin ? 1 : 0)
        guard readers <= 1 else {
            throw ValidationError("standard input can be read once: for one key or the password")
        }
    }

    func run() async throws {
        // All that can be wrong with the input comes before the first change.
        let keys = try keys.map { try AuthorizedKey(try KeyInput.read($0), for: name) }
        let hash = passwordStdin ? try PasswordHash(of: try PasswordInput.read()).text : nil
        try state.makeFolder()
        try await state.withStore { _ = try await $0.addAccount(name, passwordHash: hash, keys: keys, isAdmin: admin) }
        print("added the \(admin ? "administrator" : "user") \(name)")
        if keys.isEmpty, hash == nil {
            print("\(name) cannot log in yet; gangway key add \(name) or gangway user password \(name) changes that")
        }
    }
}
