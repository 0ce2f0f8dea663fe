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

    let id: String
    /// With a leading slash.
    let name: String
    let state: State
    let config: Config

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case state = "State"
        case config = "Config"
    }
}
