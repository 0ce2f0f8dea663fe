/// `POST /exec/ID/start`. Later API versions' `ConsoleSize` is left out: the caller resizes.
struct StartExecBody: Encodable {
    let detach = false
    let terminal: Bool

    enum CodingKeys: String, CodingKey {
        case detach = "Detach"
        case terminal = "Tty"
    }
}
