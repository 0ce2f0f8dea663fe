import Model

/// One file of a recording, by its name.
struct RecordingFile: Hashable, Sendable {
    enum Content: String, Hashable, Sendable, CaseIterable {
        case cast
        case index = "idx"
        case text = "txt"
    }

    var id: SessionID
    var content: Content
    var isCompressed = false
    var isTemporary = false

    /// - Returns: nil for a file that is no recording's.
    init?(name: String) {
        var name = name[...]
        if name.hasSuffix(RecordingPath.temporary) {
            isTemporary = true
            name = name.dropLast(RecordingPath.temporary.count)
        }
        if name.hasSuffix(RecordingPath.compressed) {
            isCompressed = true
            name = name.dropLast(RecordingPath.compressed.count)
        }
        guard let dot = name.lastIndex(of: "."), let id = SessionID(name[..<dot]),
            let content = Content(rawValue: String(name[name.index(after: dot)...]))
        else { return nil }
        self.id = id
        self.content = content
    }

    var name: String {
        "\(id).\(content.rawValue)" + (isCompressed ? RecordingPath.compressed : "")
            + (isTemporary ? RecordingPath.temporary : "")
    }
}
