/// Text from a client, fit for a line of a log.
enum LogText {
    /// At most 64 characters; control characters and line breaks as `\u{…}`.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars.prefix(64) {
            result +=
                scalar.isASCII && scalar.value >= 32 && scalar.value != 127
                ? String(Character(scalar)) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        return result
    }
}
