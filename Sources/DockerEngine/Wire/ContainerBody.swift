/// `GET /containers/NAME/json`, as far as it is used.
struct ContainerBody: Decodable {
    struct State: Decodable {
        let status: String

        enum CodingKeys: String, CodingKey {
            case status = "Status"
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

            enum CodingKeys: String, CodingKey {
                case address = "IPAddress"
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
    let state: State
    let config: Config
    let networkSettings: NetworkSettings?

    /// In the order of their networks' names.
    var addresses: [String] {
        (networkSettings?.networks ?? [:]).sorted { $0.key < $1.key }.compactMap(\.value.address)
            .filter { !$0.isEmpty }
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case state = "State"
        case config = "Config"
        case networkSettings = "NetworkSettings"
    }
}
