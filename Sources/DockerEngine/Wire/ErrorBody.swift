/// The body of every answer of 400 and above.
struct ErrorBody: Decodable {
    let message: String
}
