import Containers

/// `GET /containers/NAME/json`, as far as it is used.
struct ContainerBody: Decodable {
    struct State: Decodable {
        let status: String
        let exitCode: Int?
        let isOutOfMemory: Bool?
        let error: String?

        enum CodingKeys: String, CodingKey {
            case status = "Status"
            case exitCode = "ExitCode"
            case isOutOfMemory = "OOMKilled"
            case error = "Error"
        }
    }

    struct Config: Decodable {
        let labels: [String: String]?

        enum CodingKeys: String, CodingKey {
            case labels = "Labels"
        }
    }

    struct NetworkSettings: Decodable {
        struct Network: Decodable {
            let address: String?
            /// Empty until the first start.
            let id: String?

            enum CodingKeys: String, CodingKey {
                case address = "IPAddress"
                case id = "NetworkID"
            }
        }

        /// By name.
        let networks: [String: Network]?

        enum CodingKeys: String, CodingKey {
            case networks = "Networks"
        }
    }

    let id: String
    /// With a leading slash.
    let name: String
    /// The image's identifier.
    let image: String?
    let state: State
    let config: Config
    let networkSettings: NetworkSettings?

    /// In the order of their networks' names.
    var addresses: [String] {
        (networkSettings?.networks ?? [:]).sorted { $0.key < $1.key }.compactMap(\.value.address)
            .filter { !$0.isEmpty }
    }

    /// By identifier where it has one: another network of the same name is no replacement.
    var networks: [String] {
        (networkSettings?.networks ?? [:]).map { name, network in
            network.id.flatMap { $0.isEmpty ? nil : $0 } ?? name
        }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case image = "Image"
        case state = "State"
        case config = "Config"
        case networkSettings = "NetworkSettings"
    }
}

extension ContainerStatus.Ended {
    /// - Parameter now: a container that was never started may have failed to.
    init?(_ body: ContainerBody.State, _ now: ContainerStatus.State) {
        let error = EngineWords(body.error ?? "").description
        switch now {
        case .exited, .dead: break
        case .created where !error.isEmpty: break
        case .created, .running, .paused, .restarting, .removing: return nil
        }
        self.init(exitCode: body.exitCode ?? 0, isOutOfMemory: body.isOutOfMemory ?? false, error: error)
    }
}
