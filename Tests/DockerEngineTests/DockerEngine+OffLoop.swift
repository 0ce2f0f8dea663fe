import Containers
import DockerEngine
import EventLoop

extension DockerEngine {
    /// As `state(of:on:)`, for a test that is on no loop.
    func state(of exec: ExecID) async throws -> ExecState {
        let loop = try EventLoop(label: "state")
        let outcome: Result<ExecState, any Error> = await LoopActor(on: loop).perform {
            do { return .success(try await state(of: exec, on: loop)) } catch { return .failure(error) }
        }
        await loop.stop()
        return try outcome.get()
    }
}
