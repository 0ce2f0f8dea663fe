import CLinux
import EventLoop
import Foundation
import GatewayTesting
import Glibc
import GuestProtocol
import Model
import Testing

@testable import Containers
@testable import GuestAgent

/// The gateway asks a guest agent that lives in this process, of processes that are real.
@Suite(.timeLimit(.minutes(20)))
struct LifeInquiryTests {
    /// Nobody's on this machine, so that nothing else runs as it.
    private static let uid: UInt32 = 48_211

    private func life(
        uid: UInt32 = uid, home: String = "/nowhere", _ names: [String] = [], looksAtPorts: Bool = false
    ) async throws -> GuestLife {
        let folder = try TemporaryFolder()
        let user = try #require(UserName("alice"))
        try FileManager.default.createDirectory(atPath: "\(folder.path)/alice", withIntermediateDirectories: false)
        let agents = GuestAgents(GuestConfiguration(executable: "/nowhere", folders: folder.path))
        let question = GuestLifeQuestion(
            user: GuestUser(uid: uid, gid: uid), home: Array(home.utf8), keepAlive: names, looksAtPorts: looksAtPorts)
        let loop = try EventLoop(label: "test")
        let outcome: Result<GuestLife, any Error>
        do {
            outcome = .success(
                try await LoopActor(on: loop).perform {
                    let agent = try GuestAgent(
                        path: "\(folder.path)/alice/\(GuestPlaces.socket)",
                        childSignals: OwnedDescriptor(owning: gangway_eventfd()), loop: loop)
                    // It lives as long as its process.
                    _ = unsafe Unmanaged.passRetained(agent)
                    return try await agents.life(of: user, question, on: loop)
                })
        } catch {
            outcome = .failure(error)
        }
        await loop.stop()
        return try outcome.get()
    }

    /// Runs a script as a user of the tests' own until the end of `body`, which begins once the script has said `up`.
    private func running(
        _ script: String, uid: UInt32 = uid, _ body: (TemporaryFolder) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        try #require(unsafe chown(folder.path, uid, uid) == 0)
        let log = try TemporaryFolder()
        let process = try BackgroundProcess(
            [
                "setpriv", "--reuid=\(uid)", "--regid=\(uid)", "--clear-groups", "bash", "-c",
                "cd \(folder.path); \(script)",
            ], log: "\(log.path)/log")
        let isUp = await eventually(within: .seconds(120)) { process.output.contains("up") }
        #expect(isUp, "\(process.output)")
        do {
            try await body(folder)
        } catch {
            try await process.end()
            throw error
        }
        try await process.end()
    }

    @Test("A program that runs is named, as it calls itself or is called, and only its user's")
    func names() async throws {
        let names = ["sleeper", "a-name-of-more-than-15", "as-argument", "absent"]
        try await running(
            """
            cp "$(command -v sleep)" sleeper; cp sleeper a-name-of-more-than-15
            ./sleeper 600 & ./a-name-of-more-than-15 600 & (exec -a /x/as-argument sleep 600) &
            trap 'kill $(jobs -p)' EXIT TERM
            sleep 0.2; echo up; wait
            """
        ) { _ in
            // A child is the program once it has called exec.
            let areNamed = try await eventually { try await Set(life(names).keptBy) == Set(names.dropLast()) }
            #expect(areNamed)
            for others in [try await life(["absent"]), try await life(), try await life(uid: Self.uid + 1, names)] {
                #expect(others.keptBy.isEmpty)
            }
        }
        #expect(try await eventually { try await life(names).keptBy.isEmpty })
    }

    @Test(
        "A multiplexer's server is seen by the name it gives itself", arguments: [("tmux: server", 1), ("screen", 2)])
    func multiplexer(name: String, number: UInt8) async throws {
        let uid = Self.uid + 1 + UInt32(number)
        #expect(try await life(uid: uid).multiplexer == nil)
        try await running("printf '\(name)' > /proc/$$/comm; echo up; read -t 600 < <(sleep 600)", uid: uid) { _ in
            let (own, other) = (try await life(uid: uid), try await life(uid: uid + 10))
            #expect(own.multiplexer?.rawValue == number && other.multiplexer == nil)
        }
    }

    @Test(
        "tmux keeps a workspace as long as its server runs",
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/tmux")))
    func tmux() async throws {
        let uid = Self.uid + 5
        try await running(
            """
            tmux -S socket -f /dev/null new-session -d 'sleep 600' && echo up
            trap 'tmux -S socket kill-server' EXIT TERM; read -t 600 < <(sleep 600)
            """, uid: uid
        ) { _ in
            let multiplexer = try await life(uid: uid).multiplexer
            #expect(multiplexer == .tmux)
        }
        #expect(try await eventually { try await life(uid: uid).multiplexer == nil })
    }

    @Test("A hold in the user's home is told, read as the user")
    func hold() async throws {
        let home = try TemporaryFolder()
        try #require(unsafe chown(home.path, Self.uid, Self.uid) == 0)
        #expect(try await life(home: home.path).holdUntil == nil)
        let file = HoldFile(home: home.path)
        #expect(file.write(end: 1_795_328_800))
        // The file is root's, and so are its folders: the user may not read it.
        #expect(try await life(home: home.path).holdUntil == nil)
        _ = try await Command.run(["chown", "-R", "\(Self.uid)", "\(home.path)/.local"])
        #expect(try await life(home: home.path).holdUntil == 1_795_328_800)
        _ = try await Command.bash("rm \(file.path) && mkfifo -m 666 \(file.path)")
        #expect(try await life(home: home.path).holdUntil == nil)
    }

    @Test("CPU time is told and grows with work; ports are not looked at unless they are asked for")
    func cpu() async throws {
        let first = try #require(try await life().cpuNanoseconds)
        try await running("for ((i = 0; i < 300000; i++)); do :; done; echo up; read -t 600 < <(sleep 600)") { _ in
            let second = try #require(try await life().cpuNanoseconds)
            #expect(second > first)
        }
        #expect(try await life().usedPorts.isEmpty)
    }

    @Test("Ports in use are told when they are asked for, no more than eight", .enabled(if: PortSurveyTests.hasAddress))
    func ports() async throws {
        let connections = try (1...10).map { _ in try PortSurveyTests.connectionToOwnAddress() }
        let ports = try await life(looksAtPorts: true).usedPorts
        #expect(ports.count == 8 && ports == ports.sorted())
        withExtendedLifetime(connections) {}
    }
}
