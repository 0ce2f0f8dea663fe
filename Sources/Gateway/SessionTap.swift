import CLinux
import Model
import Monitoring
import Recording

/// Sees a session's bytes on their way through the relay: counts them for those who look, and records them.
final class SessionTap {
    private let live: LiveSession
    private let recorder: Recorder?
    private let input: RecordingPolicy.Input
    private let instruments: SessionInstruments?
    private let kind: SessionKind
    private let begin: ContinuousClock.Instant
    /// From the request to the program's first byte.
    private(set) var firstByte: Duration?

    init(
        _ live: LiveSession, recorder: Recorder?, input: RecordingPolicy.Input, instruments: SessionInstruments?,
        kind: SessionKind, since begin: ContinuousClock.Instant
    ) {
        self.live = live
        self.instruments = instruments
        self.kind = kind
        self.recorder = recorder
        self.input = input
        self.begin = begin
    }

    /// Whether the program's output may be read: the recording has room for 64 KB more.
    var hasRoom: Bool { recorder?.hasRoom ?? true }

    /// Called on any thread once there is room again.
    func onRoom(_ body: (@Sendable () -> Void)?) {
        recorder?.onRoom = body
    }

    /// What the program has written.
    func output(_ bytes: UnsafeRawBufferPointer) {
        if firstByte == nil { firstByte = begin.duration(to: .now) }
        unsafe recorder?.output(bytes)
    }

    func didSend(_ count: Int) {
        live.didSend(count)
        instruments?.moved(kind, sent: UInt64(count), received: 0)
    }

    /// What the client has sent.
    /// - Parameter terminal: the controlling end of the program's terminal; nil: it has none, or none that can be asked.
    func input(_ bytes: UnsafeRawBufferPointer, terminal: Int32?) {
        live.didReceive(bytes.count)
        instruments?.moved(kind, sent: 0, received: UInt64(bytes.count))
        guard let recorder, input != .off else { return }
        guard let terminal else { return }
        // Asked anew each time: a program may have begun to read a password since.
        let typing = gangway_typing(terminal)
        let isOpen =
            switch input {
            case .off: false
            case .echoed: typing == GANGWAY_TYPING_ECHOED.rawValue
            case .all: typing == GANGWAY_TYPING_ECHOED.rawValue || typing == GANGWAY_TYPING_RAW.rawValue
            }
        if isOpen { unsafe recorder.input(bytes) }
    }

    func resize(to size: TerminalSize) {
        live.resized(to: size)
        // A client without a terminal of its own says 0x0, which no terminal can be shown at.
        if size.columns > 0, size.rows > 0 { recorder?.resize(size) }
    }

    /// - Parameter exit: nil where it is not known.
    func end(_ exit: ProcessExit?) {
        recorder?.onRoom = nil
        recorder?.end(exit)
    }
}
