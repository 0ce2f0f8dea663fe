import Model

extension EventFilter {
    public func passes(_ record: EventRecord) -> Bool {
        if let since, record.time < since { return false }
        if let until, record.time >= until { return false }
        if !users.isEmpty {
            guard let user = record.user, users.contains(user) else { return false }
        }
        if let session, record.session != session.description { return false }
        if let connection, record.connection != connection.description { return false }
        return kinds.isEmpty || kinds.contains { Self.covers($0, record.event) }
    }

    /// `auth` covers `auth.attempt`, but not `authority.changed`.
    private static func covers(_ kind: String, _ event: String) -> Bool {
        event == kind || event.hasPrefix(kind + ".")
    }
}
