public import Containers
import FoundationEssentials

extension DockerEngine {
    private static let networkLabels = ["gangway.managed": "true"]

    public func ensureIsolatedNetwork(_ name: String) async throws(EngineError) {
        let present = try await networks(named: name)
        if !present.isEmpty { return await linkLocal.close(from: present.flatMap(\.subnets)) }
        let body = CreateNetworkBody(name: name, labels: Self.networkLabels)
        let answer = try await client.send(EngineRequest(.post, try EnginePath("networks", "create"), body: body))
        let found = try await networks(named: name)
        // Where somebody else was quicker, the network is there all the same.
        guard let first = found.first else { throw answer.refusal(.refused) }
        await linkLocal.close(from: first.subnets)
        // Engines before API 1.44 may have made two. Everyone who sees both keeps the same one, so one stays.
        for surplus in found.dropFirst() where surplus.labels == first.labels {
            // Fails where it is gone, or in use already.
            _ = try await client.send(EngineRequest(.delete, try EnginePath("networks", surplus.id)))
        }
    }

    /// - Parameter name: a name or an identifier.
    func isMissing(network name: String) async throws(EngineError) -> Bool {
        let answer = try await client.send(EngineRequest(.get, try EnginePath("networks", name)))
        return answer.status == 404
    }

    /// Oldest first.
    private func networks(named name: String) async throws(EngineError) -> [NetworkBody] {
        // The engine's filter takes parts of names, too.
        let path = try EnginePath("networks").with(["filters": try Self.json(["name": [name]])])
        let answer = try await client.send(EngineRequest(.get, path))
        guard answer.status == 200 else { throw answer.refusal(.refused) }
        return try answer.decoded(as: [NetworkBody].self)
            .filter { $0.name == name }
            .sorted { ($0.created, $0.id) < ($1.created, $1.id) }
    }

    /// A filter, as the engine's query wants it.
    static func json(_ value: [String: [String]]) throws(EngineError) -> String {
        do {
            return String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
        } catch {
            throw EngineError(.refused, "a filter cannot be written as JSON")
        }
    }
}
