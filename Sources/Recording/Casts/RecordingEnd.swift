/// The last event of a recording.
enum RecordingEnd {
    /// Its time in microseconds; nil where there is none.
    static func time(of bytes: RecordingBytes, from firstEvent: UInt64) throws(RecordingFailure) -> Int64? {
        let end = bytes.length
        var begin = end
        if case .framed(let file) = bytes { begin = file.lastFrameOffset }
        var distance: UInt64 = 4096
        while true {
            begin = max(firstEvent, min(begin, end > distance ? end - distance : 0))
            var lines = RecordingLines(bytes, at: begin)
            var last: CastLine?
            while let line = try lines.next() { last = CastLine(line) ?? last }
            if let last { return Int64((last.time * 1_000_000).rounded()) }
            guard begin > firstEvent else { return nil }
            distance *= 8
        }
    }
}
