/// One line of the session log, read back. Unknown events and members are kept as they are.
public struct EventRecord: Sendable, Hashable {
    /// The whole line, without its newline.
    public let line: String
    public let time: EventTime
    /// The dotted name.
    public let event: String
    public let sequence: UInt64
    public let user: String?
    public let connection: String?
    public let session: String?
    /// The hash of the line before, as written.
    public let previous: String
    /// The members that no property above tells, but for `v`, in the line's order.
    public let fields: [JSONValue.Member]

    public subscript(name: String) -> JSONValue? {
        fields.first { $0.name == name }?.value
    }

    private static let known: Set = ["time", "event", "seq", "user", "connection", "session", "previous", "v"]

    /// - Parameter line: without its newline.
    /// - Returns: nil for what is no event.
    public init?(_ line: ArraySlice<UInt8>) {
        guard let value = JSONValue(line), case .object(let members) = value,
            let time = value["time"]?.string.flatMap({ EventTime($0) }), let event = value["event"]?.string,
            let sequence = value["seq"]?.integer, sequence > 0, let previous = value["previous"]?.string
        else { return nil }
        self.line = String(decoding: line, as: UTF8.self)
        self.time = time
        self.event = event
        self.sequence = UInt64(sequence)
        self.previous = previous
        user = value["user"]?.string
        connection = value["connection"]?.string
        session = value["session"]?.string
        fields = members.filter { !Self.known.contains($0.name) }
    }
}
