/// One of `GET /containers/json`.
struct ListedContainerBody: Decodable {
    let state: String

    enum CodingKeys: String, CodingKey {
        case state = "State"
    }
}
