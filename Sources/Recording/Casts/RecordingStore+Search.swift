extension RecordingStore {
    /// Searches the screens' text and the commands of all recordings, the newest first. Reads files: off the event
    /// loops.
    /// - Parameter text: plain, no pattern characters.
    /// - Parameter user: only this user's recordings.
    /// - Parameter context: lines before and after each match.
    /// - Parameter onMatch: gets each match; false ends the search.
    public func search(
        _ text: String, user: String? = nil, ignoringCase: Bool = false, context: Int = 2, limit: Int = 100,
        onMatch: (RecordingMatch) -> Bool
    ) {
        guard !text.isEmpty else { return }
        var count = 0
        for (path, _) in folder.recordings().reversed() {
            guard let reader = try? RecordingReader(path, isLive: { false }),
                user == nil || reader.header.user == user
            else { continue }
            for match in Self.matches(
                of: text, in: reader.header, path, ignoringCase: ignoringCase, context: context, limit: limit - count)
            {
                count += 1
                guard onMatch(match), count < limit else { return }
            }
        }
    }

    private static func matches(
        of text: String, in header: RecordingHeader, _ path: RecordingPath, ignoringCase: Bool, context: Int,
        limit: Int
    ) -> [RecordingMatch] {
        var matches: [RecordingMatch] = []
        if let command = header.command, contains(command, text, ignoringCase: ignoringCase) {
            matches.append(
                RecordingMatch(header: header, place: .command, time: 0, line: command, before: [], after: []))
        }
        var search = RecordedText(pattern: text, ignoringCase: ignoringCase, context: context, limit: limit)
        // Without text, or where it cannot be read, there is nothing to find.
        if let bytes = try? RecordingBytes(path.text) {
            var offset: UInt64 = 0
            while !search.isDone, let piece = try? bytes.read(at: offset, atMost: 1 << 20), !piece.isEmpty {
                search.feed(piece)
                offset += UInt64(piece.count)
            }
        }
        for match in search.finish() {
            matches.append(
                RecordingMatch(
                    header: header, place: .screen, time: Int64((match.time * 1_000_000).rounded()), line: match.line,
                    before: match.before, after: match.after))
        }
        return Array(matches.prefix(limit))
    }

    private static func contains(_ line: String, _ text: String, ignoringCase: Bool) -> Bool {
        ignoringCase ? line.lowercased().contains(text.lowercased()) : line.contains(text)
    }
}
