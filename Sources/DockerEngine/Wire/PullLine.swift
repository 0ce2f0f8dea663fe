/// One line of what `POST /images/create` streams.
struct PullLine: Decodable, Hashable, Sendable {
    struct Progress: Decodable, Hashable, Sendable {
        let current: Int?
        let total: Int?
    }

    /// A layer's, or the image's tag.
    let id: String?
    let status: String?
    let progressDetail: Progress?
    /// Set where the pull failed: the answer's status was sent long before.
    let error: String?
}
