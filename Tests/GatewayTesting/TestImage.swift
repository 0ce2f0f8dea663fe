import Foundation
import Synchronization

/// A workspace image of 2 MB for tests: a static busybox with all its commands, and a user `user` with uid 1000.
///
/// Made on the machine by `docker import`, without a registry. Needs Debian's busybox-static.
public enum TestImage {
    public static let name = "gangway-test-engine:latest"

    private static let busybox = "/bin/busybox"
    /// Raised with every change of the content, so that an older image is made anew.
    private static let revision = "1"
    private static let label = "gangway.test-image"

    /// What could not be done.
    public struct Failed: Error, CustomStringConvertible {
        public let description: String
    }

    /// By host: tests that ask at once wait for the same one.
    private static let making = Mutex<[String?: Task<Void, any Error>]>([:])

    /// Makes the image where it is missing.
    /// - Parameter host: the engine as `DOCKER_HOST` names it; nil: the usual one.
    public static func ensure(host: String? = nil) async throws {
        let task = making.withLock { making in
            let task = making[host] ?? Task { try await make(host: host) }
            making[host] = task
            return task
        }
        try await task.value
    }

    private static func make(host: String?) async throws {
        let docker = ["docker"] + (host.map { ["--host", $0] } ?? [])
        let format = "{{index .Config.Labels \"\(label)\"}}"
        let found = try await Command.run(docker + ["image", "inspect", "--format", format, name])
        if found.code == 0, found.output == "\(revision)\n" { return }

        guard FileManager.default.isExecutableFile(atPath: busybox) else {
            throw Failed(description: "\(busybox) is missing: install the package busybox-static")
        }
        let folder = try TemporaryFolder()
        try await fill(folder)
        let imported = try await Command.bash(
            """
            set -e -o pipefail
            tar --create --numeric-owner --owner 0 --group 0 --directory "\(folder.path)" . |
                \(docker.joined(separator: " ")) import --change 'LABEL \(label)=\(revision)' - \(name)
            """)
        guard imported.code == 0 else { throw Failed(description: "docker import: \(imported)") }
    }

    private static func fill(_ folder: TemporaryFolder) async throws {
        let files = FileManager.default
        for path in ["bin", "etc", "tmp", "proc", "sys", "dev", "home", "home/user"] {
            try files.createDirectory(
                atPath: "\(folder.path)/\(path)", withIntermediateDirectories: false,
                attributes: [.posixPermissions: ["tmp", "home/user"].contains(path) ? 0o1777 : 0o755])
        }
        // The folder becomes the root: everyone must be able to enter it.
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path)
        try files.copyItem(atPath: busybox, toPath: "\(folder.path)/bin/busybox")
        let commands = try await Command.run([busybox, "--list"])
        for command in commands.output.split(separator: "\n") where command != "busybox" {
            try files.createSymbolicLink(
                atPath: "\(folder.path)/bin/\(command)", withDestinationPath: "busybox")
        }
        try folder.write(
            """
            root:x:0:0:root:/root:/bin/sh
            user:x:1000:1000:user:/home/user:/bin/sh

            """, to: "etc/passwd", mode: 0o644)
        try folder.write("root:x:0:\nuser:x:1000:\n", to: "etc/group", mode: 0o644)
    }
}
