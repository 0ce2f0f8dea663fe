import AdminAPI
import Gateway
import Recording

extension Composition {
    /// The gateway's own settings, with what administrators get at login.
    var gatewayConfiguration: GatewayConfiguration {
        var configuration = settings.gateway
        configuration.adminShell = AdminShell(arguments: ["--socket", settings.admin.socket])
        return configuration
    }

    /// What the commands and Prometheus speak to.
    func admin(of gateway: Gateway, recordings: RecordingStore?, journal: Journal) -> AdminServer {
        let parts = AdminParts(
            sessions: AdminSessions(gateway), eventFolder: settings.logsEvents ? settings.eventFolder : nil,
            recordings: recordings, metrics: { "" }, readiness: { nil },
            record: { action in
                journal.note(
                    .adminAction(
                        .init(
                            actor: action.actor, action: action.name.rawValue, target: action.target,
                            detail: action.detail)))
            })
        return AdminServer(configuration: settings.admin, parts: parts)
    }
}
