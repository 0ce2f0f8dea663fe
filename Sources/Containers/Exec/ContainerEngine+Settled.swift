import EventLoop

extension ContainerEngine {
    /// How an exec ended whose stream has ended. An engine may see the end of the stream a moment before the end of the
    /// process: it is asked for up to about two seconds while it says "running". Call it on `loop`.
    nonisolated(nonsending) func settledState(
        of exec: ExecID, on loop: EventLoop
    ) async throws(EngineError) -> ExecState {
        var wait: Duration = .milliseconds(2)
        for _ in 0..<10 {
            let state = try await self.state(of: exec, on: loop)
            guard state == .running else { return state }
            await loop.sleep(for: wait)
            wait *= 2
        }
        return .running
    }
}
