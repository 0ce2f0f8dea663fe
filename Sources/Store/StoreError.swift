public import Model

public import protocol Foundation.LocalizedError

/// Why the file of accounts cannot be used.
public enum StoreError: UserFacingError, LocalizedError, Hashable {
    case folderMissing(path: String)
    /// The file exists, and others than its owner may read or write it.
    case notPrivate(path: String)
    /// A newer Gangway has changed the tables.
    case newerSchema(path: String)
    /// Another process is changing the file, and did not finish in time.
    case busy
    /// The system or SQLite said no, or what the file holds is damaged.
    case unusable(cause: String)

    public var code: String {
        switch self {
        case .folderMissing: "store-folder-missing"
        case .notPrivate: "store-not-private"
        case .newerSchema: "store-newer"
        case .busy: "store-busy"
        case .unusable: "store-unusable"
        }
    }

    public var description: String { "\(code): \(sentence)" }

    public var userMessage: String {
        switch self {
        case .busy: "the accounts are being changed just now; try again in a minute"
        case .folderMissing, .notPrivate, .newerSchema, .unusable:
            "the accounts cannot be read; please tell your administrator"
        }
    }

    /// What a command prints: the person at the command line is the operator.
    public var errorDescription: String? { sentence }

    private var sentence: String {
        switch self {
        case .folderMissing(let path):
            "there is no folder \(path); gangway user add makes it with the first user"
        case .notPrivate(let path):
            "\(path) is open to other users of this machine; close it with chmod 600 \(path)"
        case .newerSchema(let path):
            "\(path) was written by a newer Gangway; use that version or a newer one"
        case .busy:
            "another process is changing the accounts and did not finish in time; try again in a minute"
        case .unusable(let cause):
            "the file of accounts cannot be used: \(cause)"
        }
    }
}
