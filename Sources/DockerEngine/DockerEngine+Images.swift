public import Containers
import FoundationEssentials
import Synchronization

extension DockerEngine {
    public func digest(ofImage image: String) async throws(EngineError) -> String? {
        // The engine reads the rest of the path as the name: its slashes stay.
        let name = image.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let answer = try await client.send(EngineRequest(.get, try EnginePath(["images"] + name + ["json"])))
        switch answer.status {
        case 200: return try answer.decoded(as: IdentifierBody.self).id
        case 404: return nil
        default: throw answer.refusal(.refused)
        }
    }

    /// Takes at most 10 minutes, and at most 60 seconds without a word from the engine.
    /// - Parameter progress: never falls; each value comes once.
    /// - Throws: `.imageMissing` where the registry does not have it or does not let the engine see it.
    public func pull(
        image: String, progress: @escaping @Sendable (Int) -> Void
    ) async throws(EngineError) {
        let reference = ImageReference(image)
        let path = try EnginePath("images", "create")
            .with(["fromImage": reference.repository, "tag": reference.version])
        var request = EngineRequest(.post, path)
        request.limit = .seconds(600)
        // Lines come one after another; the lock only tells the compiler so.
        let state = Mutex(PullProgress())
        let answer = try await client.stream(request) { [call = request.call] bytes throws(EngineError) in
            guard let line = try? JSONDecoder().decode(PullLine.self, from: Data(bytes)) else {
                throw EngineError(.incompatible, "\(call): a line of the answer was not understood")
            }
            if let error = line.error { throw EngineError(.refused, "\(call): \(EngineWords(error))") }
            let (before, after) = state.withLock { state in
                let before = state.percent
                state.note(line)
                return (before, state.percent)
            }
            if after > before { progress(after) }
        }
        if let answer { throw answer.refusal(answer.status == 404 ? .imageMissing : .refused) }
        progress(100)
    }
}
