import GatewayTesting

/// The ways that sessions took, and the guest agent that they may take.
extension GangwayServer {
    /// The way of each session that has ended, in the log's order.
    var ways: [String] {
        process.output.split(separator: "\n").filter { $0.contains("session ended") }.map { line in
            line.split(separator: " ").first { $0.hasPrefix("way_in=") }.map { String($0.dropFirst(7)) } ?? "untold"
        }
    }

    /// The way of the `count`th session, once the log has it. The log may come later than the client's end.
    func way(ofSession count: Int) async -> String? {
        _ = await eventually { ways.count >= count }
        return ways.dropFirst(count - 1).first
    }

    /// The host's pid of the serving guest agent in the user's container, where one runs.
    func guestAgent() async throws -> Int32? {
        let result = try await Command.run(["docker", "top", container, "-eo", "pid,args"])
        return result.output.split(separator: "\n").lazy.map { $0.split(separator: " ").map(String.init) }
            .first { $0.dropFirst().elementsEqual(["gangway-guest", "serve"]) }
            .flatMap { $0.first }.flatMap { Int32($0) }
    }

    /// Runs commands, one a second, until one has gone by the guest agent.
    /// - Returns: whether one did; each of them must work.
    func comesBackToGuestAgent() async throws -> Bool {
        try await eventually {
            let count = ways.count
            guard try await client.run("echo fine").output == "fine\n" else { return false }
            if await way(ofSession: count + 1) == "guest" { return true }
            try await Task.sleep(for: .seconds(1))
            return false
        }
    }
}
