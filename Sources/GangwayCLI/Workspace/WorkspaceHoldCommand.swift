import AdminAPI
import ArgumentParser
import Foundation
import GuestProtocol
import Model

struct WorkspaceHoldCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hold", abstract: "Keep a running workspace from being stopped as idle for a time.",
        discussion: "A later hold takes the place of an earlier one. Its user has gangway-guest hold for the same.")

    @OptionGroup var admin: AdminOption
    @Argument(help: "The user.", transform: UserName.argument) var name: UserName
    @Argument(help: "For how long: 90m, 8h, 1h30m, 2d; off: no longer.", transform: Self.time) var time: HoldTime

    enum HoldTime: Sendable, Hashable {
        case off
        case seconds(Int)
    }

    static func time(_ text: String) throws -> HoldTime {
        if text == "off" { return .off }
        guard let duration = HoldDuration(text) else {
            throw ValidationError("must be a time such as 90m, 8h, 1h30m or 2d, at most 365d, or off")
        }
        return .seconds(Int(duration.seconds))
    }

    func run() async throws {
        let seconds: Int? = if case .seconds(let seconds) = time { seconds } else { nil }
        let end = try await admin.withServer { try await $0.hold(name, seconds: seconds) }
        if let end {
            try StandardOutput.print("the workspace of \(name) is held until \(end.formatted(.iso8601))")
        } else {
            try StandardOutput.print("the workspace of \(name) is not held any longer")
        }
    }
}
