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
        default:
            GuestCommand.complain(
                "usage: gangway-guest [serve [SOCKET] | sftp | resolve NAME]; Gangway starts it by itself")
            exit(2)
        }
    }
}
