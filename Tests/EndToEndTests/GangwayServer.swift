import Foundation
import GatewayTesting
import Model
import Synchronization
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
    /// The first, and those that `restart` started.
    private let processes: Mutex<[BackgroundProcess]>
    /// Of users beside the first one.
    private let others = Mutex<[String]>([])
    let settings: [String: String]

    /// The one that serves now.
    var process: BackgroundProcess { processes.withLock { $0[$0.count - 1] } }
    /// What all of them printed.
    var log: String { processes.withLock { $0 }.map(\.output).joined() }

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
    ///   - file: the settings file's text; nil: none. `STATE` in it stands for the state folder, `USER` for the user.
    static func with(
        by way: WayIn? = nil, _ settings: [String: String] = [:], file: String? = nil,
        _ body: (GangwayServer) async throws -> Void
    ) async throws {
        var settings = settings
        settings["GANGWAY_WORKSPACE_WAY_IN"] = way?.rawValue
        try await Turns.shared.take { [settings] in try await withNow(settings, file, body) }
    }

    private static func withNow(
        _ settings: [String: String], _ file: String?, _ body: (GangwayServer) async throws -> Void
    ) async throws {
        let image = try await Command.run(["docker", "image", "inspect", Self.image])
        try #require(image.code == 0, "the image \(Self.image) is missing: run etc/test, which builds it")
        let server = try await GangwayServer(settings, file)
        let outcome: Result<Void, any Error>
        do { outcome = .success(try await body(server)) } catch { outcome = .failure(error) }
        if case .failure(let error) = outcome { Issue.record("\(error)\n\(server.log.suffix(4000))") }
        try await server.process.end()
        for user in try server.users() { _ = try await Command.run(["docker", "rm", "-f", "-v", "user-\(user)"]) }
    }

    private init(_ settings: [String: String], _ file: String?) async throws {
        state = try TemporaryFolder()
        user = "t" + String(UInt32.random(in: .min ... .max), radix: 36)
        let port = try Self.freePort()
        self.port = port
        var settings = settings
        if file != nil { settings["GANGWAY_CONFIG"] = "\(state.path)/gangway.yaml" }
        self.settings = settings.merging([
            "GANGWAY_LISTEN_ADDRESS": "127.0.0.1", "GANGWAY_LISTEN_PORT": "\(port)", "GANGWAY_STATE": state.path,
        ]) { mine, _ in mine }
        client = try await SSHClient(port: port, user: user)
        processes = Mutex([])
        if let file { try write(settings: file) }
        try await addAccount(user)
        try await serve()
    }

    private func addAccount(_ user: String) async throws {
        let made = try await Command.run(
            [Self.executable, "user", "add", user, "--state", state.path, "--key", client.keyPath + ".pub"])
        guard made.code == 0 else { throw SSHClient.Failure(description: "gangway user add: \(made)") }
    }

    private func serve() async throws {
        let count = processes.withLock(\.count)
        let process = try BackgroundProcess(
            [Self.executable, "serve", "--state", state.path], environment: settings,
            log: "\(state.path)/serve-\(count).log")
        processes.withLock { $0.append(process) }
        let isUp = await eventually { process.output.contains(" listening ") || !process.isRunning }
        guard isUp, process.isRunning else { throw SSHClient.Failure(description: "serve: \(process.output)") }
    }

    /// Ends the server by a signal, and starts it again on the same state and port.
    func restart(by signal: Int32 = SIGTERM) async throws {
        process.signal(signal)
        guard try await process.exit(within: .seconds(180)) != nil else {
            throw SSHClient.Failure(description: "the server does not end: \(process.output.suffix(2000))")
        }
        try await serve()
    }

    /// Writes the settings file, which a restart reads.
    func write(settings file: String) throws {
        try state.write(
            file.replacing("STATE", with: state.path).replacing("USER", with: user), to: "gangway.yaml", mode: 0o644)
    }

    /// Another user, with the first one's key.
    /// - Parameters:
    ///   - name: nil: a random one.
    ///   - profile: a profile's name in the settings file.
    func addUser(named name: String? = nil, profile: String? = nil) async throws -> SSHClient {
        let name = name ?? "\(user)-\(others.withLock(\.count))"
        others.withLock { $0.append(name) }
        try await addAccount(name)
        if let profile { try await give(profile, to: name) }
        var other = client
        other.user = name
        return other
    }

    func give(_ profile: String, to user: String) async throws {
        let set = try await gangway(["user", "set", user, "--profile", profile])
        guard set.code == 0 else { throw SSHClient.Failure(description: "gangway user set: \(set)") }
    }

    /// Runs a `gangway` command on the server's state folder.
    func gangway(_ arguments: [String], input: String = "") async throws -> CommandResult {
        try await Command.run(
            [Self.executable] + arguments + ["--state", state.path], input: Array(input.utf8),
            environment: settings.filter { $0.key == "GANGWAY_CONFIG" })
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
        [user] + others.withLock { $0 }
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
