/// An event as a line of JSON, but for what only the writer knows: its number and the hash of the line before.
struct EncodedEvent: Sendable {
    let time: EventTime
    /// `{"time":"…","event":"…","seq":` and `,"v":1,…,"previous":"`.
    let bytes: [UInt8]
    /// Where the number goes.
    let split: Int

    /// The version of the lines' form. Members and events may be added without a new one.
    static let version = 1
    /// What one takes in memory beside its bytes, at most.
    private static let overhead = 128

    var cost: Int { bytes.count + Self.overhead }

    init(_ event: SessionEvent) {
        var json = JSONWriter()
        json.beginObject()
        json.write("time", event.time)
        json.write("event", event.kind.name)
        json.writeName("seq")
        split = json.bytes.count
        json.write("v", Self.version)
        json.write("connection", (event.connection ?? event.session?.connection)?.description)
        json.write("session", event.session?.description)
        json.write("user", event.user)
        event.kind.write(to: &json)
        if !json.cutTexts.isEmpty {
            let texts = json.cutTexts
            json.beginObject("cut")
            for text in texts { json.write(text.name, text.length) }
            json.endObject()
        }
        json.writeName("previous")
        json.writeRaw("\"".utf8)
        time = event.time
        bytes = json.bytes
    }

    /// Appends the whole line with its newline.
    func append(to batch: inout [UInt8], sequence: UInt64, previous: LineHash) {
        batch.append(contentsOf: bytes[..<split])
        batch.append(contentsOf: String(sequence).utf8)
        batch.append(contentsOf: bytes[split...])
        batch.append(contentsOf: previous.hex)
        batch.append(contentsOf: "\"}\n".utf8)
    }
}
