import Containers

extension EngineClient {
    /// The version both sides speak.
    func apiVersion() async throws(EngineError) -> APIVersion {
        if let version = state.withLock(\.version) { return version }
        return try await negotiate().version
    }

    /// The engine could not be reached: what it speaks is unknown from now on.
    func forgetVersion() { state.withLock { $0.version = nil } }

    @concurrent
    func negotiate() async throws(EngineError) -> (version: APIVersion, engine: VersionBody) {
        var ping = EngineRequest(.get, try EnginePath("_ping"))
        ping.limit = .seconds(5)
        let pong = try await exchange(ping, version: nil)
        guard pong.status == 200 else { throw pong.refusal(.unreachable) }
        guard let offered = pong.apiVersion.flatMap({ APIVersion($0) }) else {
            throw EngineError(.incompatible, "what listens on \(endpoint) is not a Docker engine")
        }
        guard let version = APIVersion.agreed(offered: offered, minimum: nil) else {
            throw incompatible("at most \(offered)")
        }
        let answer = try await exchange(EngineRequest(.get, try EnginePath("version")), version: version)
        guard answer.status == 200 else {
            // Already this call is refused where our version is too old.
            throw answer.refusal(answer.status == 400 ? .incompatible : .unreachable)
        }
        let engine = try answer.decoded(as: VersionBody.self)
        let minimum = engine.minimumAPIVersion.flatMap { APIVersion($0) }
        guard APIVersion.agreed(offered: offered, minimum: minimum) != nil else {
            throw incompatible("\(minimum ?? offered) to \(offered)")
        }
        state.withLock { $0.version = version }
        return (version, engine)
    }

    private func incompatible(_ spoken: String) -> EngineError {
        EngineError(
            .incompatible,
            "the engine speaks API \(spoken), Gangway \(APIVersion.oldest) to \(APIVersion.newest)")
    }
}
