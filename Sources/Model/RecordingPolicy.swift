/// Which sessions are recorded, and what of them.
public struct RecordingPolicy: Sendable, Hashable {
    public enum Sessions: String, Sendable, CaseIterable {
        case off
        /// Those with a terminal.
        case terminals
        /// Those without one too, up to a limit of bytes.
        case all
    }

    /// What users type.
    public enum Input: String, Sendable, CaseIterable {
        case off
        /// While the terminal shows it: never a password, and nothing from programs that show it themselves, as shells
        /// with line editing do.
        case echoed
        /// That as well; not while a program reads hidden lines, as it does for a password. A program that reads one key
        /// by key is not told from an editor.
        case all
    }

    public var sessions = Sessions.off
    public var input = Input.off
    /// Whether users are told, when their terminal opens.
    public var notice = true

    public init() {}

    public func records(terminal: Bool) -> Bool {
        switch sessions {
        case .off: false
        case .terminals: terminal
        case .all: true
        }
    }
}
