import Crypto

/// The SHA-256 of a line without its newline, as `sha256sum` writes it.
struct LineHash: Sendable, Hashable {
    /// 64 digits.
    let hex: [UInt8]

    /// What the very first line has for the line before it.
    static let none = LineHash(hex: [UInt8](repeating: UInt8(ascii: "0"), count: 64))

    private init(hex: [UInt8]) {
        self.hex = hex
    }

    init(of line: ArraySlice<UInt8>) {
        let digest = unsafe line.withUnsafeBytes { bytes in
            var hash = SHA256()
            unsafe hash.update(bufferPointer: bytes)
            return hash.finalize()
        }
        var hex: [UInt8] = []
        hex.reserveCapacity(64)
        for byte in digest {
            hex.append(hexDigit(byte >> 4))
            hex.append(hexDigit(byte))
        }
        self.hex = hex
    }

    /// - Returns: nil for anything but 64 hexadecimal digits in lower case.
    init?(_ text: String) {
        let digits = Array(text.utf8)
        let isDigit: (UInt8) -> Bool = {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
        }
        guard digits.count == 64, digits.allSatisfy(isDigit) else { return nil }
        hex = digits
    }

    var text: String { String(decoding: hex, as: UTF8.self) }
}
