/// One of `GET /containers/json`, as far as it is used.
struct ListedContainerBody: Decodable {
    let id: String
    /// With leading slashes; a name with another slash is another container's link to this one.
    let names: [String]?
    let state: String
    let labels: [String: String]?
    /// In seconds since 1970.
    let created: Int

    /// Empty in the middle of a removal.
    var name: String {
        names?.lazy.map { $0.drop { $0 == "/" } }.first { !$0.contains("/") }.map(String.init) ?? ""
    }

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case state = "State"
        case labels = "Labels"
        case created = "Created"
    }
}
