/// Somebody who is told of a workspace's life, and may say no: a command or a webhook.
public protocol WorkspaceHook: Sendable {
    /// Tells it of `call` and waits for its answer, no longer than the hook's own limit and a few seconds.
    /// - Throws: `HookError`: it said no, or could not be asked.
    func run(_ call: HookCall) async throws(HookError)
}
