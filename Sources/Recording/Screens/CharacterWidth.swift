/// How many columns a character takes: 0 for marks that join the one before, 2 for East Asian wide ones (Unicode Standard
/// Annex 11) and emoji, -1 for those that a screen does not keep.
enum CharacterWidth {
    static func of(_ value: UInt32) -> Int {
        if value < 0x300 {
            return value < 0x20 || (0x7F..<0xA0).contains(value) ? -1 : 1
        }
        if value < 0x10000 { return Int(plane[Int(value)]) }
        return Unicode.Scalar(value).map(measured) ?? -1
    }

    /// The widths of the Basic Multilingual Plane; asking Unicode's properties for each character takes longer.
    private static let plane: [Int8] = (0..<0x10000).map { value in
        Unicode.Scalar(UInt32(value)).map { Int8(measured($0)) } ?? -1
    }

    private static func measured(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark: return 0
        // The joiner is part of emoji; of the others, such as those that turn the writing's direction, nothing is kept.
        case .format: return scalar.value == 0x200D ? 0 : visible.contains { $0.contains(scalar.value) } ? 1 : -1
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: return -1
        default: break
        }
        // Vowels and finals of Hangul join the consonant before.
        if (0x1160..<0x1200).contains(scalar.value) || (0xD7B0..<0xD7FC).contains(scalar.value) { return 0 }
        if wide.contains(where: { $0.contains(scalar.value) }) { return 2 }
        // Flags are pairs of narrow letters.
        if (0x1F1E6...0x1F1FF).contains(scalar.value) { return 1 }
        return scalar.properties.isEmojiPresentation ? 2 : 1
    }

    /// Signs that stand before Arabic, Syriac or Kaithi numbers.
    private static let visible: [ClosedRange<UInt32>] = [
        0x600...0x605, 0x6DD...0x6DD, 0x70F...0x70F, 0x890...0x891, 0x8E2...0x8E2, 0x110BD...0x110BD, 0x110CD...0x110CD,
    ]

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2329...0x232A, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F,
        0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,
        0x16FE0...0x18CFF, 0x18D00...0x18D08, 0x1AFF0...0x1B2FF, 0x1F200...0x1F265,
        0x20000...0x2FFFD, 0x30000...0x3FFFD,
    ]
}
