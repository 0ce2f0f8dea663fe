/// What an engine takes as the name of a volume or a container.
enum VolumeName {
    /// - Parameter name: may hold `${user}`.
    static func isOne(_ name: String) -> Bool { isPlain(name.replacing("${user}", with: "user")) }

    static func isPlain(_ name: some StringProtocol) -> Bool {
        let isWord = { (byte: UInt8) in
            let character = Character(Unicode.Scalar(byte))
            return character.isASCII && (character.isLetter || character.isNumber)
        }
        guard let first = name.utf8.first, isWord(first), name.utf8.count <= 200 else { return false }
        return name.utf8.allSatisfy { isWord($0) || "_.-".utf8.contains($0) }
    }
}
