public import Containers

extension DockerEngine {
    public func inspect(container name: String) async throws(EngineError) -> ContainerStatus? {
        let answer = try await client.send(EngineRequest(.get, try EnginePath("containers", name, "json")))
        switch answer.status {
        case 200: break
        case 404: return nil
        default: throw answer.refusal(.refused)
        }
        let body = try answer.decoded(as: ContainerBody.self)
        // Where no container has the name, the engine takes it for the beginning of an identifier.
        guard body.name == "/\(name)" || body.id == name else { return nil }
        guard let state = ContainerStatus.State(rawValue: body.state.status) else {
            throw EngineError(.incompatible, "\(answer.call): unknown state \(EngineWords(body.state.status))")
        }
        return ContainerStatus(
            id: ContainerID(body.id), state: state, labels: body.config.labels ?? [:], addresses: body.addresses)
    }

    public func create(
        container name: String, _ specification: ContainerSpecification
    ) async throws(EngineError) -> ContainerID {
        let path = try EnginePath("containers", "create").with(["name": name])
        let request = try EngineRequest(.post, path, body: CreateContainerBody(specification))
        let answer = try await client.send(request)
        let secrets = try EnvironmentList(specification.environment)
        switch answer.status {
        case 201: return ContainerID(try answer.decoded(as: IdentifierBody.self).id)
        case 404: throw answer.refusal(.imageMissing, hiding: secrets)
        case 409: throw answer.refusal(.conflict, hiding: secrets)
        default: throw answer.refusal(.refused, hiding: secrets)
        }
    }

    /// - Throws: `.notRunning` where the container was removed or paused, or its network is missing.
    public func start(_ container: ContainerID) async throws(EngineError) {
        let path = try EnginePath("containers", container.description, "start")
        let answer = try await client.send(EngineRequest(.post, path))
        switch answer.status {
        case 204, 304: return
        case 404, 409: throw answer.refusal(.notRunning)
        default: throw answer.refusal(.refused)
        }
    }

    /// A container that runs already is no error.
    /// - Throws: `.notRunning` where the container was removed or stopped.
    public func unpause(_ container: ContainerID) async throws(EngineError) {
        let path = try EnginePath("containers", container.description, "unpause")
        let answer = try await client.send(EngineRequest(.post, path))
        if answer.status == 204 { return }
        // Engines differ in the status they give where there is nothing to unpause; the state tells.
        guard let now = try await inspect(container: container.description)?.state, now == .running || now == .paused
        else { throw answer.refusal(.notRunning) }
        if now == .paused { throw answer.refusal(.refused) }
    }

    public func remove(_ container: ContainerID) async throws(EngineError) {
        let path = try EnginePath("containers", container.description).with(["force": "1", "v": "1"])
        let answer = try await client.send(EngineRequest(.delete, path))
        switch answer.status {
        // 409: somebody else is removing it.
        case 204, 404, 409: return
        default: throw answer.refusal(.refused)
        }
    }

    public func countContainers(labelled label: String) async throws(EngineError) -> [ContainerStatus.State: Int] {
        let path = try EnginePath("containers", "json").with(["all": "1", "filters": try Self.json(["label": [label]])])
        var request = EngineRequest(.get, path)
        // Some KB for each.
        request.largestAnswer = 32 << 20
        let answer = try await client.send(request)
        guard answer.status == 200 else { throw answer.refusal(.refused) }
        var counts: [ContainerStatus.State: Int] = [:]
        for container in try answer.decoded(as: [ListedContainerBody].self) {
            guard let state = ContainerStatus.State(rawValue: container.state) else {
                throw EngineError(.incompatible, "\(answer.call): unknown state \(EngineWords(container.state))")
            }
            counts[state, default: 0] += 1
        }
        return counts
    }
}
