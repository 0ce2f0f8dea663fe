public import Containers

/// What containers there are, and what goes on in them.
extension DockerEngine {
    /// The engine finds the last lines without reading the ones before; still, a line may be 16 KiB.
    private static let mostLogLines = 10_000
    /// In bytes.
    private static let longestLog = 1 << 20

    public func containers(labelled label: String) async throws(EngineError) -> [ListedContainer] {
        let path = try EnginePath("containers", "json").with(["all": "1", "filters": try Self.json(["label": [label]])])
        var request = EngineRequest(.get, path)
        // Some KB for each.
        request.largestAnswer = 32 << 20
        let answer = try await client.send(request)
        guard answer.status == 200 else { throw answer.refusal(.refused) }
        return try answer.decoded(as: [ListedContainerBody].self).map { (body) throws(EngineError) in
            ListedContainer(
                id: ContainerID(body.id), name: body.name,
                state: try ContainerStatus.State(body.state, from: answer.call), labels: body.labels ?? [:],
                created: body.created)
        }
    }

    public func usage(of container: ContainerID) async throws(EngineError) -> ContainerUsage {
        // One shot: the engine would else wait for a second reading, to tell a rate.
        let path = try EnginePath("containers", container.description, "stats")
            .with(["stream": "false", "one-shot": "true"])
        let answer = try await client.send(EngineRequest(.get, path))
        switch answer.status {
        case 200: break
        case 404, 409: throw answer.refusal(.notRunning)
        default: throw answer.refusal(.refused)
        }
        guard let usage = ContainerUsage(try answer.decoded(as: UsageBody.self)) else {
            throw EngineError(.notRunning, "\(answer.call): the container does not run")
        }
        return usage
    }

    public func logs(of container: ContainerID, tail: Int) async throws(EngineError) -> [UInt8] {
        let lines = min(max(tail, 0), Self.mostLogLines)
        let path = try EnginePath("containers", container.description, "logs")
            .with(["stdout": "1", "stderr": "1", "tail": "\(lines)"])
        let request = EngineRequest(.get, path)
        let log = try await client.stream(request, into: LogTail(limit: Self.longestLog))
        switch log {
        case .success(let log): return log.bytes
        case .failure(let answer): throw answer.refusal(answer.status == 404 ? .notRunning : .refused)
        }
    }

    public func processNames(in container: ContainerID) async throws(EngineError) -> [String] {
        // The host's ps, which the engine lets print only the container's processes. It needs the first column.
        let path = try EnginePath("containers", container.description, "top").with(["ps_args": "-eo pid,comm"])
        let answer = try await client.send(EngineRequest(.get, path))
        switch answer.status {
        case 200: break
        case 404, 409: throw answer.refusal(.notRunning)
        default: throw answer.refusal(.refused)
        }
        let body = try answer.decoded(as: ProcessesBody.self)
        guard body.titles.count == 2 else {
            throw EngineError(.incompatible, "\(answer.call): the answer has other columns than were asked for")
        }
        // A process may give itself any name.
        return (body.processes ?? []).filter { $0.count == 2 }.map { EngineWords($0[1]).description }
    }
}
