/// Follows one recording, live or complete, and writes its index and its text. For one thread at a time.
///
/// Life: made; `advance` whenever the recording may have grown; `finish` once when it has ended. After a crash a new
/// one goes on from the last keyframe that the files hold.
public final class Indexer {
    public struct Progress: Sendable, Hashable {
        /// Everything in the recording before here is indexed.
        public var offset: Int
        /// The recording held no further whole line.
        public var isCaughtUp: Bool
    }

    /// - Parameters:
    ///   - cast: the recording, plain.
    ///   - index: made if missing, continued or rewritten otherwise.
    ///   - text: likewise.
    public init(cast: String, index: String, text: String, settings: IndexSettings = IndexSettings()) throws {}

    /// Indexes about `budget` bytes of the recording, less where they cost much.
    public func advance(upTo budget: Int) throws -> Progress { Progress(offset: 0, isCaughtUp: true) }

    /// Indexes what is left, and writes the last screen's text and keyframe.
    public func finish() throws {}
}
