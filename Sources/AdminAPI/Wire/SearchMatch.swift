public import Recording

public import struct Foundation.Date

/// One place where a searched text was found.
public struct SearchMatch: Codable, Sendable, Hashable {
    public let recording: String
    public let user: String
    public let started: Date
    /// `command`, or `screen`.
    public let place: String
    /// Since the recording's begin.
    public let seconds: Double
    public let line: String
    /// Lines around it, in their order.
    public let before: [String]
    public let after: [String]

    public init(_ match: RecordingMatch) {
        recording = match.header.id.description
        user = match.header.user
        started = Date(timeIntervalSince1970: Double(match.header.started) / 1e6)
        place = match.place.rawValue
        seconds = Double(match.time) / 1e6
        line = match.line
        before = match.before
        after = match.after
    }
}
