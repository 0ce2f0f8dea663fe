public import Model

/// Why recordings cannot be used.
public enum RecordingError: UserFacingError, Hashable {
    /// The folder of recordings cannot be made, or is open to other users.
    case folder(path: String, cause: String)
    case noRecording(SessionID)
    /// The file is there and is not what it should be, or cannot be read.
    case unreadable(SessionID, cause: String)

    public var code: String {
        switch self {
        case .folder: "recordings-folder"
        case .noRecording: "recording-missing"
        case .unreadable: "recording-unreadable"
        }
    }

    public var description: String {
        switch self {
        case .folder(let path, let cause): "\(code): \(path): \(cause)"
        case .noRecording(let id): "\(code): there is no recording \(id)"
        case .unreadable(let id, let cause): "\(code): recording \(id): \(cause)"
        }
    }

    public var userMessage: String {
        switch self {
        case .folder, .unreadable: "the recordings cannot be read; please tell your administrator"
        case .noRecording(let id): "there is no recording \(id)"
        }
    }
}
