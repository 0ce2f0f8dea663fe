public import Model

extension RecordingStore {
    /// All recordings, the newest first. Reads files: off the event loops.
    public func list() -> [RecordingSummary] {
        let known = ended.withLock(\.self)
        var summaries: [RecordingSummary] = []
        var complete: [SessionID: RecordingSummary] = [:]
        for (path, files) in folder.recordings() {
            // What is compressed does not change any more.
            let isComplete = files.allSatisfy(\.isCompressed)
            if isComplete, let summary = known[path.id] {
                summaries.append(summary)
                complete[path.id] = summary
                continue
            }
            // What is just now being removed or cannot be read is none to show.
            guard let reader = try? reader(path) else { continue }
            let bytes = files.reduce(0) { $0 + RecordingFolder.length(of: "\(path.folder)/\($1.name)") }
            let summary = RecordingSummary(
                header: reader.header, state: reader.isLive ? .live : .ended,
                duration: (try? reader.duration()) ?? nil, bytes: bytes)
            summaries.append(summary)
            if isComplete, summary.state == .ended { complete[path.id] = summary }
        }
        ended.withLock { [complete] in $0 = complete }
        return summaries.sorted { $0.header.started > $1.header.started }
    }

    /// Reads files: off the event loops.
    public func open(_ id: SessionID) throws(RecordingError) -> RecordingReader {
        guard let path = folder.find(id) else { throw .noRecording(id) }
        do {
            return try reader(path)
        } catch {
            throw .unreadable(id, cause: error.description)
        }
    }

    private func reader(_ path: RecordingPath) throws(RecordingFailure) -> RecordingReader {
        let live = writer.live
        return try RecordingReader(path) { live[path.id] != nil }
    }
}
