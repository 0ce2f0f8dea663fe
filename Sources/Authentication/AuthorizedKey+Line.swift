public import Model
public import Store

extension AuthorizedKey {
    /// - Parameter comment: instead of the line's own.
    /// - Throws: `.comment`.
    public init(_ line: AuthorizedKeyLine, for account: UserName, comment: String? = nil) throws(PublicKeyError) {
        let comment = if let comment { try AuthorizedKeyLine.comment(comment) } else { line.comment }
        self.init(
            account: account, type: line.key.type.rawValue, blob: line.key.base64,
            fingerprint: line.key.fingerprint, comment: comment)
    }
}
