import AdminAPI

/// What all running workspaces had used at one time.
struct WorkspaceReadings: Sendable {
    let readings: [WorkspaceReading]
    let time: ContinuousClock.Instant

    static func read(from server: AdminClient) async throws -> WorkspaceReadings {
        let readings = try await server.usage()
        return WorkspaceReadings(readings: readings, time: .now)
    }

    func loads(since earlier: WorkspaceReadings) -> [WorkspaceLoad] {
        let passed = earlier.time.duration(to: time).components
        let nanoseconds = Double(passed.seconds) * 1e9 + Double(passed.attoseconds) / 1e9
        let before = Dictionary(earlier.readings.map { ($0.user, $0) }) { first, _ in first }
        return readings.map { reading in
            WorkspaceLoad(reading, since: before[reading.user], nanoseconds: nanoseconds)
        }
    }
}
