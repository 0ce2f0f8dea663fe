import Model

extension ForwardingOverrides {
    /// What is overridden: the settings' names below `forwarding`, and the values as the options take them.
    var words: [(name: String, value: String)] {
        let all: [(name: String, value: String?)] = [
            ("tcp", tcp?.rawValue),
            ("streamlocal", streamLocal?.rawValue),
            ("agent", agent.map { YesOrNo($0).rawValue }),
            ("x11", x11.map { YesOrNo($0).rawValue }),
            ("permit_open", permitOpen?.description),
            ("permit_listen", permitListen?.description),
            ("gateway_ports", gatewayPorts?.rawValue),
        ]
        return all.compactMap { name, value in value.map { (name, $0) } }
    }

    var line: String { words.map { "\($0.name) \($0.value)" }.joined(separator: ", ") }

    var table: Table {
        var table = Table("SETTING", "VALUE")
        for (name, value) in words { table.append(name, value) }
        return table
    }
}
