import Model

/// Text of the engine's, fit for one line of a log: at most 500 bytes, without characters that steer a terminal.
struct EngineWords: Hashable, Sendable, CustomStringConvertible {
    let description: String

    private static let limit = 500

    init(_ text: some StringProtocol) {
        var result = ""
        var size = 0
        for scalar in text.unicodeScalars {
            let scalar = scalar.isPrintable ? scalar : " "
            size += UTF8.width(scalar)
            guard size <= Self.limit else { break }
            result.unicodeScalars.append(scalar)
        }
        description = result.trimmed
    }
}

extension String {
    fileprivate var trimmed: String {
        let head = drop { $0 == " " }
        return String(head.reversed().drop { $0 == " " }.reversed())
    }
}
