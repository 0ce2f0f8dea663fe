/// One of `GET /networks`.
struct NetworkBody: Decodable {
    let name: String
    let id: String
    /// RFC 3339.
    let created: String
    let labels: [String: String]?
    let addresses: Addresses?

    struct Addresses: Decodable {
        let pools: [Pool]?

        enum CodingKeys: String, CodingKey {
            case pools = "Config"
        }
    }

    struct Pool: Decodable {
        let subnet: String?

        enum CodingKeys: String, CodingKey {
            case subnet = "Subnet"
        }
    }

    /// Such as `172.18.0.0/16`.
    var subnets: [String] { addresses?.pools?.compactMap(\.subnet) ?? [] }

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case id = "Id"
        case created = "Created"
        case labels = "Labels"
        case addresses = "IPAM"
    }
}
