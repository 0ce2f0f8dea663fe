import Containers
import Foundation
import Logging

/// Puts the guest agent's executable where containers find it: a copy of its own, so that a build or an upgrade never
/// writes into what containers run. Running ones keep theirs until their next start.
struct GuestExecutable {
    /// From the settings; nil: `gangway-guest` beside this executable.
    let source: String?
    let state: StateOption
    let choice: WayInChoice
    let log: Logger

    /// - Returns: nil where sessions can go by exec only.
    /// - Throws: `CommandError` where the settings ask for more than there is.
    func install() throws -> GuestConfiguration? {
        guard choice != .exec else { return nil }
        let source = self.source ?? Self.beside
        guard FileManager.default.isExecutableFile(atPath: source) else {
            let error = CommandError.noGuestAgent(path: source)
            guard choice == .automatic, self.source == nil else { throw error }
            log.warning("no guest agent", metadata: ["cause": "\(error.userMessage)"])
            return nil
        }
        let folder = "\(state.folder)/guest-agent"
        let target = "\(folder)/gangway-guest"
        let files = FileManager.default
        // Only root needs to get here from outside; containers see the file alone.
        try files.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        if !files.contentsEqual(atPath: source, andPath: target) {
            let fresh = "\(folder)/gangway-guest.new"
            try? files.removeItem(atPath: fresh)
            try files.copyItem(atPath: source, toPath: fresh)
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: fresh)
            guard unsafe rename(fresh, target) == 0 else {
                let cause = CommandError.systemMessage()
                throw CommandError.notReplaceable(path: target, cause: cause)
            }
            log.info("guest agent installed", metadata: ["path": "\(target)"])
        }
        return GuestConfiguration(executable: target, folders: "\(state.folder)/guests")
    }

    private static var beside: String {
        let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "/gangway"
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent("gangway-guest").path
    }
}
