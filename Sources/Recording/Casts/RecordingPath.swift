import Model

/// Where a recording's files are: `<folder>/<day>/<id>.…`. An id is made of digits and three marks, so it is no path.
struct RecordingPath: Hashable, Sendable {
    let id: SessionID
    /// The folder of all recordings.
    let root: String
    /// `2026-11-21`, of the session's begin.
    let day: String

    var folder: String { "\(root)/\(day)" }
    var base: String { "\(folder)/\(id)" }
    /// While the session lives.
    var cast: String { base + ".cast" }
    var index: String { base + ".idx" }
    var text: String { base + ".txt" }

    static let compressed = ".zst"
    /// A file that is not complete yet.
    static let temporary = ".tmp"

    init(id: SessionID, root: String, day: String) {
        self.id = id
        self.root = root
        self.day = day
    }

    init(_ header: RecordingHeader, root: String) {
        self.init(id: header.id, root: root, day: RecordingClock.day(of: header.started))
    }
}
