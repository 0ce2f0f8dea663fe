public import Containers

extension DockerEngine {
    public func inspect(container name: String) async throws(EngineError) -> ContainerStatus? {
        guard let (body, call) = try await body(ofContainer: name) else { return nil }
        let state = try ContainerStatus.State(body.state.status, from: call)
        return ContainerStatus(
            id: ContainerID(body.id), state: state, labels: body.config.labels ?? [:], addresses: body.addresses,
            image: body.image ?? "", ended: ContainerStatus.Ended(body.state, state))
    }

    private func body(ofContainer name: String) async throws(EngineError) -> (ContainerBody, call: String)? {
        let answer = try await client.send(EngineRequest(.get, try EnginePath("containers", name, "json")))
        switch answer.status {
        case 200: break
        case 404: return nil
        default: throw answer.refusal(.refused)
        }
        let body = try answer.decoded(as: ContainerBody.self)
        // Where no container has the name, the engine takes it for the beginning of an identifier.
        return body.name == "/\(name)" || body.id == name ? (body, answer.call) : nil
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
        case 404: throw answer.refusal(try await whatIsMissing(for: specification), hiding: secrets)
        case 409: throw answer.refusal(.conflict, hiding: secrets)
        default: throw answer.refusal(.refused, hiding: secrets)
        }
    }

    /// Docker 20.10 makes containers for networks that are not there; others may look.
    private func whatIsMissing(for specification: ContainerSpecification) async throws(EngineError) -> EngineError.Kind
    {
        if try await digest(ofImage: specification.image) == nil { return .imageMissing }
        return try await isMissing(network: specification.network) ? .networkMissing : .imageMissing
    }

    public func start(_ container: ContainerID) async throws(EngineError) {
        let path = try EnginePath("containers", container.description, "start")
        let answer = try await client.send(EngineRequest(.post, path))
        switch answer.status {
        case 204, 304: return
        case 404: throw answer.refusal(try await lacksNetwork(container) ? .networkMissing : .notRunning)
        case 409: throw answer.refusal(.notRunning)
        default: throw answer.refusal(.refused)
        }
    }

    /// The engine gives the same status for a missing network as for a missing container.
    private func lacksNetwork(_ container: ContainerID) async throws(EngineError) -> Bool {
        for network in try await body(ofContainer: container.description)?.0.networks ?? [] {
            if try await isMissing(network: network) { return true }
        }
        return false
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

    public func stop(_ container: ContainerID, grace: Duration) async throws(EngineError) {
        let grace = min(max(grace, .zero), .seconds(3600))
        // Whole seconds: what the engine counts in.
        let seconds = grace.components.seconds + (grace.components.attoseconds > 0 ? 1 : 0)
        let path = try EnginePath("containers", container.description, "stop").with(["t": "\(seconds)"])
        var request = EngineRequest(.post, path)
        request.limit += .seconds(seconds)
        request.isSilent = true
        let answer = try await client.send(request)
        switch answer.status {
        case 204, 304, 404: return
        default: throw answer.refusal(.refused)
        }
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

    public func remove(volume name: String) async throws(EngineError) -> Bool {
        let answer = try await client.send(EngineRequest(.delete, try EnginePath("volumes", name)))
        switch answer.status {
        case 204: return true
        case 404: return false
        case 409: throw answer.refusal(.conflict)
        default: throw answer.refusal(.refused)
        }
    }
}

extension ContainerStatus.State {
    /// - Throws: `.incompatible` for a word that Gangway does not know.
    init(_ word: String, from call: String) throws(EngineError) {
        guard let state = Self(rawValue: word) else {
            throw EngineError(.incompatible, "\(call): unknown state \(EngineWords(word))")
        }
        self = state
    }
}
