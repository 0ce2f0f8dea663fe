import ArgumentParser
import Foundation
import Glibc
import Store

/// `--state`: where Gangway keeps what must outlive it.
struct StateOption: ParsableArguments {
    static let variable = "GANGWAY_STATE"
    static let standard = "/var/lib/gangway"

    @Option(
        name: .customLong("state"),
        help: ArgumentHelp("The folder of Gangway's state (default: $\(variable), else \(standard)).", valueName: "dir")
    )
    private var option: String?

    /// Absolute: a container engine takes nothing else for the homes below it.
    var folder: String {
        let candidates = [option, ProcessInfo.processInfo.environment[Self.variable]]
        let path = candidates.compactMap(\.self).first { !$0.isEmpty } ?? Self.standard
        return path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }

    /// Whether it was named on the command line.
    var isGiven: Bool { option != nil }

    var storePath: String { folder + "/gangway.sqlite" }

    /// Makes the folder if it is missing, for its owner alone. The folder it is in must exist.
    func makeFolder() throws {
        let folder = folder
        guard unsafe mkdir(folder, 0o700) != 0, errno != EEXIST else { return }
        let cause = CommandError.systemMessage()
        throw CommandError.folder(path: folder, cause: cause)
    }

    /// Opens the store for the time of `body`. The server may have it open meanwhile.
    func withStore<Value>(_ body: (Store) async throws -> Value) async throws -> Value {
        let store = try await Store.open(at: storePath)
        do {
            let value = try await body(store)
            try await store.close()
            return value
        } catch {
            // The first error is the one to tell; the process ends anyway.
            try? await store.close()
            throw error
        }
    }
}
