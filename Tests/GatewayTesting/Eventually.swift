/// Waits until `condition` holds, looking again every 50 ms.
/// - Returns: whether it came to hold within `limit`.
public func eventually(
    within limit: Duration = .seconds(480), _ condition: () async throws -> Bool
) async rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while true {
        if try await condition() { return true }
        guard .now < deadline else { return false }
        try? await Task.sleep(for: .milliseconds(50))
    }
}
