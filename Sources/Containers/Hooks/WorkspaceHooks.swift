/// Which hooks there are, by event, in order.
public struct WorkspaceHooks: Sendable {
    private let hooks: [HookCall.Event: [any WorkspaceHook]]

    public init(_ hooks: [HookCall.Event: [any WorkspaceHook]] = [:]) {
        self.hooks = hooks
    }

    /// Runs the event's hooks one after the other; the first that does not say yes is the last.
    /// - Throws: that one's error.
    public func run(_ call: HookCall) async throws(HookError) {
        for hook in hooks[call.event] ?? [] { try await hook.run(call) }
    }
}
