import Foundation
import GatewayTesting
import Model
import Testing

/// The built `gangway serve` with a state folder of its own, on a free port, against the machine's Docker engine.
///
/// User names are random, so containers never meet those of another test or of a real gateway; they are removed by
/// name when the scope ends.
final class GangwayServer: Sendable {
    let client: SSHClient
    let user: String
    let port: UInt16
    let state: TemporaryFolder
    let process: BackgroundProcess
    let settings: [String: String]

    var container: String { "user-\(user)" }
    var home: String { "\(state.path)/homes/\(user)" }

    /// Beside the test binary, where `swift test` builds it; or what GANGWAY_TEST_EXECUTABLE names, such as a release
    /// build.
    static let executable: String = {
        if let named = ProcessInfo.processInfo.environment["GANGWAY_TEST_EXECUTABLE"] { return named }
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("gangway").path
    }()

    static let image = "gangway-workspace:latest"

    /// Serves while `body` runs, with one user whose key `client` has.
    /// - Parameters:
    ///   - way: the only one that sessions may take; nil: as shipped.
    ///   - settings: further `GANGWAY_…` variables.
    static func with(
        by way: WayIn? = nil, _ settings: [String: String] = [:], _ body: (GangwayServer) async throws -> Void
    ) async throws {
        var settings = settings
        settings["GANGWAY_WORKSPACE_WAY_IN"] = way?.rawValue
        try await Turns.shared.take { [settings] in try await withNow(settings, body) }
    }

    private static func withNow(
        _ settings: [String: String], _ body: (GangwayServer) async throws -> Void
    ) async throws {
        let image = try await Command.run(["docker", "image", "inspect", Self.image])
        try #require(image.code == 0, "the image \(Self.image) is missing: run etc/test, which builds it")
        let server = try await GangwayServer(settings)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
        if case .failure(let error) = outcome { Issue.record("\(error)\n\(server.process.output.suffix(4000))") }
        try await server.process.end()
        for user in try server.users() { _ = try await Command.run(["docker", "rm", "-f", "-v", "user-\(user)"]) }
    }

    private init(_ settings: [String: String]) async throws {
        state = try TemporaryFolder()
        user = "t" + String(UInt32.random(in: .min ... .max), radix: 36)
        let port = try Self.freePort()
        self.port = port
        self.settings = settings.merging([
            "GANGWAY_LISTEN_ADDRESS": "127.0.0.1", "GANGWAY_LISTEN_PORT": "\(port)", "GANGWAY_STATE": state.path,
        ]) { mine, _ in mine }
        client = try await SSHClient(port: port, user: user)
        let made = try await Command.run(
            [Self.executable, "user", "add", user, "--state", state.path, "--key", client.keyPath + ".pub"])
        guard made.code == 0 else { throw SSHClient.Failure(description: "gangway user add: \(made)") }
        process = try BackgroundProcess(
            [Self.executable, "serve", "--state", state.path], environment: self.settings,
            log: "\(state.path)/serve.log")
        let process = self.process
        let isUp = await eventually { process.output.contains(" listening ") || !process.isRunning }
        guard isUp, process.isRunning else { throw SSHClient.Failure(description: "serve: \(process.output)") }
    }

    /// Runs a `gangway` command on the server's state folder.
    func gangway(_ arguments: [String], input: String = "") async throws -> CommandResult {
        try await Command.run(
            [Self.executable] + arguments + ["--state", state.path], input: Array(input.utf8))
    }

    /// Runs a shell command in the user's container without the gateway.
    func inContainer(_ script: String) async throws -> CommandResult {
        try await Command.run(["docker", "exec", "-u", "1000:1000", container, "sh", "-c", script])
    }

    /// Puts this machine's programs into the user's container, whose image has none of them.
    /// - Parameter libraries: awk's pattern of those that the image lacks too.
    func install(_ programs: [String], libraries: String) async throws {
        let installed = try await Command.bash(
            """
            set -e -o pipefail
            cd \(state.path); mkdir -p -m 755 install install/bin install/lib
            for program in \(programs.joined(separator: " ")); do cp /usr/bin/$program install/bin; done
            ldd install/bin/* | awk '/\(libraries)/ { print $3 }' | sort -u | xargs cp -L -t install/lib
            docker cp install/. \(container):/usr/local
            docker exec -u 0 \(container) ldconfig
            """)
        guard installed.code == 0 else { throw SSHClient.Failure(description: "\(installed)") }
    }

    /// Writes a file into the user's home.
    func write(_ text: String, to name: String) async throws {
        try state.write(text, to: "homes/\(user)/\(name)", mode: 0o644)
    }

    /// How many processes in the container have `text` in their command line.
    func processes(with text: String) async throws -> Int {
        let result = try await Command.run(["docker", "top", container, "-eo", "pid,args"])
        return result.output.split(separator: "\n").count { $0.contains(text) }
    }

    private func users() throws -> [String] {
        [user]
            + ((try? FileManager.default.contentsOfDirectory(atPath: "\(state.path)/homes")) ?? [])
            .filter { $0 != user && UserName($0) != nil }
    }

    static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let port = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic -> UInt16 in
                guard
                    unsafe bind(descriptor, generic, length) == 0,
                    unsafe getsockname(descriptor, generic, &length) == 0
                else { return 0 }
                return unsafe UInt16(bigEndian: pointer.pointee.sin_port)
            }
        }
        guard port != 0 else { throw SSHClient.Failure(description: "no free port") }
        return port
    }
}
