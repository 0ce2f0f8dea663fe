import CZstd

/// zstd's reasons in words.
enum ZstdText {
    static func of(_ code: Int) -> String {
        // The text is static in zstd.
        unsafe ZSTD_getErrorName(code).map { unsafe String(cString: $0) } ?? "error \(code)"
    }
}
