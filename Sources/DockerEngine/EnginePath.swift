import Containers

/// A request's path and query, without the API version.
struct EnginePath: Hashable, Sendable, CustomStringConvertible {
    /// As it stands in the request, percent-encoded.
    let description: String

    private init(encoded: String) { description = encoded }

    /// Each segment is encoded, so none can become two.
    /// - Throws: `.refused` for a segment that is empty, `.` or `..`: the engine would resolve these to another path.
    init(_ segments: String...) throws(EngineError) { try self.init(segments) }

    init(_ segments: [String]) throws(EngineError) {
        for segment in segments where ["", ".", ".."].contains(segment) {
            throw EngineError(.refused, "“\(segment)” is no name for a container, an image or a network")
        }
        description = segments.map { "/\($0.percentEncoded)" }.joined()
    }

    /// The same path with a query.
    func with(_ query: KeyValuePairs<String, String>) -> EnginePath {
        let items = query.map { "\($0.percentEncoded)=\($1.percentEncoded)" }
        return EnginePath(encoded: "\(description)?\(items.joined(separator: "&"))")
    }
}

extension String {
    /// Everything but RFC 3986's unreserved characters is encoded.
    var percentEncoded: String {
        var result = ""
        for byte in utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
