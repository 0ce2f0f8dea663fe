public import Model

/// What happened, or is about to, to a workspace, as hooks are told.
///
/// Its JSON is one object with sorted keys, all of them always there, null where there is nothing to say:
/// ```json
/// {"container":null,"event":"create","image":"workspace:1.4","profile":"default","reason":null,
///  "time":"2026-11-21T19:05:01.123456Z","user":"alice","version":1,"workspace":"user-alice"}
/// ```
/// `version` goes up when a key changes its meaning or goes away; new keys may come without that.
public struct HookCall: Hashable, Sendable {
    public enum Event: String, CaseIterable, Sendable, Encodable {
        /// Before a container is made. A hook that fails refuses it.
        case create
        case start
        case stop
        case remove
    }

    public let event: Event
    public let user: UserName
    public let profile: String
    /// The container's name.
    public let workspace: String
    /// The engine's identifier; nil where there is no container yet.
    public let container: String?
    public let image: String?
    /// Why, in words or a word: `idle`, for instance.
    public let reason: String?
    /// RFC 3339 in UTC with microseconds, as in the session log: `2026-11-21T19:05:01.123456Z`.
    public let time: String

    public init(
        event: Event, user: UserName, profile: String, workspace: String, container: String? = nil,
        image: String? = nil, reason: String? = nil, time: String = HookCall.now()
    ) {
        self.event = event
        self.user = user
        self.profile = profile
        self.workspace = workspace
        self.container = container
        self.image = image
        self.reason = reason
        self.time = time
    }
}

extension HookCall: Encodable {
    private enum CodingKeys: CodingKey {
        case version
        case event
        case user
        case profile
        case workspace
        case container
        case image
        case reason
        case time
    }

    public func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode(1, forKey: .version)
        try object.encode(event, forKey: .event)
        try object.encode(user, forKey: .user)
        try object.encode(profile, forKey: .profile)
        try object.encode(workspace, forKey: .workspace)
        // Not encodeIfPresent: who reads it finds every key.
        try object.encode(container, forKey: .container)
        try object.encode(image, forKey: .image)
        try object.encode(reason, forKey: .reason)
        try object.encode(time, forKey: .time)
    }
}
