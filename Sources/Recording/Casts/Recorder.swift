public import Model

/// Takes what one session says, for its recording.
///
/// Called on the session's event loop for each chunk; nothing here blocks. Bytes are copied into a bounded buffer and
/// written by the store's thread. Its life: `RecordingStore.begin`, chunks, `end`. While it fails, what comes is
/// counted as a gap; once writing works again a marker with that count goes to the file, and it records again.
public final class Recorder: Sendable {
    public let id: SessionID

    init(id: SessionID) {
        self.id = id
    }

    /// Whether there is room for 64 KB more. While there is none the program's output should not be read: what is given
    /// regardless and does not fit is lost and counted as a gap. True while recording fails.
    public var hasRoom: Bool { true }

    /// Called after `hasRoom` was false, once it is true again, and when the recorder begins to fail; on a thread of
    /// the store, so it must only hand on.
    public var onRoom: (@Sendable () -> Void)? {
        get { nil }
        set {}
    }

    /// Why nothing is recorded just now; nil while it works.
    public var failure: RecordingFailure? { nil }

    public func output(_ bytes: UnsafeRawBufferPointer) {}

    /// Only for input that may be recorded: a setting says so and the terminal echoes.
    public func input(_ bytes: UnsafeRawBufferPointer) {}

    public func resize(_ size: TerminalSize) {}

    public func mark(_ label: String) {}

    /// Once, after the last output. nil: how it ended is not known.
    public func end(_ exit: ProcessExit?) {}
}
