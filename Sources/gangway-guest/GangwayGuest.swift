import Glibc
import GuestAgent

@main
enum GangwayGuest {
    static func main() {
        let arguments = CommandLine.arguments.dropFirst()
        switch arguments.first {
        case nil: exit(GuestCommand.supervise())
        case "serve": GuestCommand.serve(path: arguments.dropFirst().first)
        case "sftp": exit(GuestCommand.sftp())
        case "resolve": exit(GuestCommand.resolve(arguments.dropFirst().first ?? ""))
        case "hold": exit(GuestCommand.hold(Array(arguments.dropFirst())))
        case "--help", "-h", "help": exit(GuestCommand.help())
        default: exit(GuestCommand.misuse())
        }
    }
}
