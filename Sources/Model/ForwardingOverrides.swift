/// What differs from the gateway's `ForwardingPolicy` for one user. nil: as the gateway's.
///
/// Its encoded form bears the settings' names; fields that are nil are left out.
public struct ForwardingOverrides: Hashable, Sendable {
    public var tcp: ForwardingPolicy.Directions?
    public var streamLocal: ForwardingPolicy.Directions?
    public var agent: Bool?
    public var x11: Bool?
    public var permitOpen: ForwardPermissions?
    public var permitListen: ForwardPermissions?
    public var gatewayPorts: ForwardingPolicy.GatewayPorts?

    public init() {}

    public var isEmpty: Bool { self == ForwardingOverrides() }

    /// The user's policy where `policy` is the gateway's.
    public func applied(to policy: ForwardingPolicy) -> ForwardingPolicy {
        var result = policy
        result.tcp = tcp ?? policy.tcp
        result.streamLocal = streamLocal ?? policy.streamLocal
        result.agent = agent ?? policy.agent
        result.x11 = x11 ?? policy.x11
        result.permitOpen = permitOpen ?? policy.permitOpen
        result.permitListen = permitListen ?? policy.permitListen
        result.gatewayPorts = gatewayPorts ?? policy.gatewayPorts
        return result
    }

    /// What this overrides, and beside it what `earlier` does.
    public func applied(to earlier: ForwardingOverrides) -> ForwardingOverrides {
        var result = earlier
        result.tcp = tcp ?? earlier.tcp
        result.streamLocal = streamLocal ?? earlier.streamLocal
        result.agent = agent ?? earlier.agent
        result.x11 = x11 ?? earlier.x11
        result.permitOpen = permitOpen ?? earlier.permitOpen
        result.permitListen = permitListen ?? earlier.permitListen
        result.gatewayPorts = gatewayPorts ?? earlier.gatewayPorts
        return result
    }
}

extension ForwardingOverrides: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable {
        case tcp
        case streamLocal = "streamlocal"
        case agent
        case x11
        case permitOpen = "permit_open"
        case permitListen = "permit_listen"
        case gatewayPorts = "gateway_ports"
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// - Throws: `ForwardPermissionsError`, `DecodingError`: also for a field that is not known: it may forbid something.
    public init(from decoder: any Decoder) throws {
        let known = Set(CodingKeys.allCases.map(\.stringValue))
        for key in try decoder.container(keyedBy: AnyKey.self).allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath + [key], debugDescription: "no such forwarding setting"))
        }
        let container = try decoder.container(keyedBy: CodingKeys.self)
        tcp = try container.decodeIfPresent(ForwardingPolicy.Directions.self, forKey: .tcp)
        streamLocal = try container.decodeIfPresent(ForwardingPolicy.Directions.self, forKey: .streamLocal)
        agent = try container.decodeIfPresent(Bool.self, forKey: .agent)
        x11 = try container.decodeIfPresent(Bool.self, forKey: .x11)
        permitOpen = try container.decodeIfPresent([String].self, forKey: .permitOpen)
            .map { try ForwardPermissions(open: $0) }
        permitListen = try container.decodeIfPresent([String].self, forKey: .permitListen)
            .map { try ForwardPermissions(listen: $0) }
        gatewayPorts = try container.decodeIfPresent(ForwardingPolicy.GatewayPorts.self, forKey: .gatewayPorts)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(tcp, forKey: .tcp)
        try container.encodeIfPresent(streamLocal, forKey: .streamLocal)
        try container.encodeIfPresent(agent, forKey: .agent)
        try container.encodeIfPresent(x11, forKey: .x11)
        try container.encodeIfPresent(permitOpen?.words, forKey: .permitOpen)
        try container.encodeIfPresent(permitListen?.words, forKey: .permitListen)
        try container.encodeIfPresent(gatewayPorts, forKey: .gatewayPorts)
    }
}
