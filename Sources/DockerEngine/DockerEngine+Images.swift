public import Containers
import FoundationEssentials

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
        let answer = try await client.stream(request, into: PullLines(call: request.call, progress: progress))
        if case .failure(let answer) = answer { throw answer.refusal(answer.status == 404 ? .imageMissing : .refused) }
        progress(100)
    }
}

/// What the engine tells of a pull, line by line.
private struct PullLines: StreamSink {
    let call: String
    let progress: @Sendable (Int) -> Void
    private var lines = LineSplitter(limit: 64 << 10)
    private var state = PullProgress()

    init(call: String, progress: @escaping @Sendable (Int) -> Void) {
        self.call = call
        self.progress = progress
    }

    mutating func append(_ bytes: [UInt8]) throws {
        var whole: [[UInt8]] = []
        try lines.append(bytes) { whole.append($0) }
        for line in whole { try take(line) }
    }

    mutating func finish() throws {
        var last: [UInt8]?
        try lines.finish { last = $0 }
        if let last { try take(last) }
    }

    private mutating func take(_ bytes: [UInt8]) throws(EngineError) {
        guard let line = try? JSONDecoder().decode(PullLine.self, from: Data(bytes)) else {
            throw EngineError(.incompatible, "\(call): a line of the answer was not understood")
        }
        if let error = line.error { throw EngineError(.refusal(saying: error), "\(call): \(EngineWords(error))") }
        let before = state.percent
        state.note(line)
        if state.percent > before { progress(state.percent) }
    }
}
