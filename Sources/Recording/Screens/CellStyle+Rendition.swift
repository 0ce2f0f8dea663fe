extension CellStyle {
    /// Applies SGR. What is unknown is passed over.
    mutating func apply(_ parameters: SequenceParameters) {
        var index = 0
        // No parameter at all is a reset.
        repeat {
            let code = parameters.value(index, or: 0)
            let group = parameters.groupEnd(index)
            switch code {
            case 38:
                if let (color, next) = Self.color(parameters, at: index) {
                    foreground = color ?? foreground
                    index = next
                    continue
                }
            case 48:
                if let (color, next) = Self.color(parameters, at: index) {
                    background = color ?? background
                    index = next
                    continue
                }
            case 58:
                // The underline's colour is not kept, but its parameters must not be taken for others.
                if let (_, next) = Self.color(parameters, at: index) {
                    index = next
                    continue
                }
            case 4 where group > index + 1:
                underline = Underline(rawValue: UInt8(clamping: parameters.value(index + 1, or: 1))) ?? .single
            default:
                apply(code)
            }
            index = group
        } while index < parameters.count
    }

    private mutating func apply(_ code: Int) {
        switch code {
        case 0: self = CellStyle()
        case 1: attributes.insert(.bold)
        case 2: attributes.insert(.faint)
        case 3: attributes.insert(.italic)
        case 4: underline = .single
        case 5, 6: attributes.insert(.blink)
        case 7: attributes.insert(.reverse)
        case 8: attributes.insert(.conceal)
        case 9: attributes.insert(.strike)
        case 21: underline = .double
        case 22: attributes.subtract([.bold, .faint])
        case 23: attributes.remove(.italic)
        case 24: underline = .none
        case 25: attributes.remove(.blink)
        case 27: attributes.remove(.reverse)
        case 28: attributes.remove(.conceal)
        case 29: attributes.remove(.strike)
        case 30...37: foreground = .indexed(UInt8(code - 30))
        case 39: foreground = .standard
        case 40...47: background = .indexed(UInt8(code - 40))
        case 49: background = .standard
        case 90...97: foreground = .indexed(UInt8(code - 90 + 8))
        case 100...107: background = .indexed(UInt8(code - 100 + 8))
        default: break
        }
    }

    /// The colour after 38, 48 or 58, with semicolons or colons between its parts.
    ///
    /// - Returns: nil where none begins; a nil colour for one that does not exist.
    private static func color(_ parameters: SequenceParameters, at index: Int) -> (CellColor?, next: Int)? {
        let group = parameters.groupEnd(index)
        let usesColons = group > index + 1
        let end = usesColons ? group : parameters.count
        guard index + 1 < end else { return nil }
        func part(_ offset: Int) -> UInt8? { UInt8(exactly: parameters.value(index + offset, or: 0)) }
        switch parameters.value(index + 1, or: 0) {
        case 5:
            guard index + 2 < end else { return (nil, end) }
            return (part(2).map { .indexed($0) }, usesColons ? group : index + 3)
        case 2:
            // With colons a colour space may stand before the three (ISO 8613-6).
            let first = usesColons && group - index > 5 ? 3 : 2
            guard index + first + 2 < end else { return (nil, end) }
            guard let red = part(first), let green = part(first + 1), let blue = part(first + 2) else {
                return (nil, usesColons ? group : index + 5)
            }
            return (.rgb(red, green, blue), usesColons ? group : index + 5)
        default:
            return usesColons ? (nil, group) : nil
        }
    }

    /// Appends the SGR sequence that gives this style whatever the style before.
    func appendRendition(to text: inout [UInt8]) {
        text.append(contentsOf: "\u{1B}[0".utf8)
        for (attribute, code) in Self.codes where attributes.contains(attribute) {
            text.append(contentsOf: code.utf8)
        }
        switch underline {
        case .none: break
        case .single: text.append(contentsOf: ";4".utf8)
        case .double: text.append(contentsOf: ";21".utf8)
        case .curly, .dotted, .dashed: text.append(contentsOf: ";4:\(underline.rawValue)".utf8)
        }
        foreground.append(base: 30, to: &text)
        background.append(base: 40, to: &text)
        text.append(UInt8(ascii: "m"))
    }

    private static let codes: [(Attributes, String)] = [
        (.bold, ";1"), (.faint, ";2"), (.italic, ";3"), (.blink, ";5"), (.reverse, ";7"), (.conceal, ";8"),
        (.strike, ";9"),
    ]
}

extension CellColor {
    /// - Parameter base: 30 for the foreground, 40 for the background.
    fileprivate func append(base: Int, to text: inout [UInt8]) {
        switch self {
        case .standard: break
        case .indexed(let index) where index < 8: text.append(contentsOf: ";\(base + Int(index))".utf8)
        case .indexed(let index) where index < 16: text.append(contentsOf: ";\(base + 52 + Int(index))".utf8)
        case .indexed(let index): text.append(contentsOf: ";\(base + 8);5;\(index)".utf8)
        case .rgb(let red, let green, let blue):
            text.append(contentsOf: ";\(base + 8);2;\(red);\(green);\(blue)".utf8)
        }
    }
}
