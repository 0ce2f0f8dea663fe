/// `GET /containers/ID/top`: what the host's ps prints, as a table.
struct ProcessesBody: Decodable {
    let titles: [String]
    let processes: [[String]]?

    enum CodingKeys: String, CodingKey {
        case titles = "Titles"
        case processes = "Processes"
    }
}
