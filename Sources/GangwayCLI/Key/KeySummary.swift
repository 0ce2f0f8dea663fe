import Foundation
import Store

/// A key as `--json` shows it.
struct KeySummary: Encodable {
    let type: String
    let fingerprint: String
    let comment: String
    let added: Date

    init(_ key: AuthorizedKey) {
        type = key.type
        fingerprint = key.fingerprint
        comment = key.comment
        added = key.added
    }

    static func table(_ keys: [AuthorizedKey]) -> Table {
        var table = Table("TYPE", "FINGERPRINT", "ADDED", "COMMENT")
        for key in keys { table.append(key.type, key.fingerprint, key.added.formatted(.iso8601), key.comment) }
        return table
    }
}
