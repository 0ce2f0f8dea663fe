import Containers
import Model
import Testing

extension HookCall {
    /// Somebody's create.
    static func test(reason: String? = nil) throws -> HookCall {
        HookCall(
            event: .create, user: try #require(UserName("alice")), profile: "default", workspace: "user-alice",
            image: "workspace:1.4", reason: reason, time: "2026-11-21T19:05:01.123456Z")
    }
}

extension WorkspaceHook {
    /// What a call ends in; nil is yes.
    func answer(_ call: HookCall) async -> HookError? {
        do {
            try await run(call)
            return nil
        } catch {
            return error
        }
    }
}
