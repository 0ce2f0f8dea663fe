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
    /// The members that no property above tells, but for `v` and `previous`, in the line's order.
    public let fields: [JSONValue.Member]

    public subscript(field: String) -> JSONValue? {
        fields.first { $0.name == field }?.value
    }
}
