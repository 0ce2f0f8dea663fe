/// `POST /networks/create`: a bridge whose containers do not reach each other.
struct CreateNetworkBody: Encodable {
    let name: String
    let driver = "bridge"
    /// Without this, engines before API 1.44 make a second network of the same name.
    let checkDuplicate = true
    let options = ["com.docker.network.bridge.enable_icc": "false"]
    let labels: [String: String]

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case checkDuplicate = "CheckDuplicate"
        case options = "Options"
        case labels = "Labels"
    }
}
