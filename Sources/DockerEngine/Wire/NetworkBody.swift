/// One of `GET /networks`.
struct NetworkBody: Decodable {
    let name: String
    let id: String
    /// RFC 3339.
    let created: String
    let labels: [String: String]?

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case id = "Id"
        case created = "Created"
        case labels = "Labels"
    }
}
