/// What the create calls answer, and what an image's description begins with.
struct IdentifierBody: Decodable {
    let id: String

    enum CodingKeys: String, CodingKey {
        case id = "Id"
    }
}
