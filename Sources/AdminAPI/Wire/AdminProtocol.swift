package import HTTPTypes

/// What server and client agree on beside the bodies.
package enum AdminProtocol {
    /// The path that all of version 1 is under.
    package static let root = "/v1"
    // A constant that is a valid name of a field (RFC 9110 §5.1).
    package static let actorHeader = HTTPField.Name("Gangway-Actor") ?? .from
    /// One JSON value in each line (JSON Lines).
    package static let lines = "application/x-ndjson"
    package static let json = "application/json"
}
