/// `GET /version`.
struct VersionBody: Decodable {
    struct Component: Decodable {
        let name: String

        enum CodingKeys: String, CodingKey {
            case name = "Name"
        }
    }

    let version: String
    /// The oldest API version the engine speaks.
    let minimumAPIVersion: String?
    let components: [Component]?

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case minimumAPIVersion = "MinAPIVersion"
        case components = "Components"
    }

    /// Docker calls its first component just "Engine"; others that speak the API put their name before it.
    var product: String {
        guard let name = components?.first?.name, !name.isEmpty, name != "Engine" else { return "Docker Engine" }
        return name
    }
}
