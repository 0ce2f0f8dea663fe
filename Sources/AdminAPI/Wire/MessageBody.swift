/// What `POST /v1/sessions/ID/message` takes.
package struct MessageBody: Codable, Sendable, Hashable {
    package let text: String

    /// In characters.
    package static let limit = 1000

    package init(text: String) { self.text = text }

    /// Whether it is one line of text that no terminal takes for a command.
    package var isPlain: Bool {
        !text.isEmpty && text.count <= Self.limit
            && text.unicodeScalars.allSatisfy {
                switch $0.properties.generalCategory {
                case .control, .lineSeparator, .paragraphSeparator, .surrogate: false
                default: true
                }
            }
    }
}
