public import Containers

extension WorkspaceHooks {
    /// The hooks that the settings name.
    ///
    /// - Parameters:
    ///   - texts: for each event its hooks, in order, as `Hook.parse(_:)` reads them.
    ///   - limit: how long each may take to answer.
    ///   - secret: signs what webhooks get.
    /// - Throws: `HookSettingError`: the first text that is no hook.
    public init(
        texts: [HookCall.Event: [String]], limit: Duration, secret: HookSecret?
    ) throws(HookSettingError) {
        var hooks: [HookCall.Event: [any WorkspaceHook]] = [:]
        for event in HookCall.Event.allCases {
            for (index, text) in (texts[event] ?? []).enumerated() {
                do {
                    hooks[event, default: []].append(try Hook.parse(text).hook(limit: limit, secret: secret))
                } catch {
                    throw HookSettingError(event: event, number: index + 1, cause: error)
                }
            }
        }
        self.init(hooks)
    }
}
