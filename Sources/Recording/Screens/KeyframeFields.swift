/// A line of an index as it is read, with or without its screen, which is nearly all of it.
struct KeyframeFields {
    private(set) var time = 0.0
    private(set) var offset = 0
    private(set) var columns = 0
    private(set) var rows = 0
    private(set) var textBytes = 0
    private(set) var screen: [UInt8]?

    /// - Returns: nil for a torn or damaged line. Without its screen only the head is looked at.
    init?(_ line: ArraySlice<UInt8>, wantsScreen: Bool) {
        var json = CastJSON(line)
        var found = 0
        guard json.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let key = json.string(), json.take(UInt8(ascii: ":")) else { return nil }
            switch String(decoding: key, as: UTF8.self) {
            case "time":
                guard let value = json.number() else { return nil }
                time = value
                found += 1
            case "offset":
                guard let value = json.integer() else { return nil }
                offset = value
                found += 1
            case "columns":
                guard let value = json.integer() else { return nil }
                columns = value
                found += 1
            case "rows":
                guard let value = json.integer() else { return nil }
                rows = value
                found += 1
            case "text":
                guard let value = json.integer() else { return nil }
                textBytes = value
                found += 1
            case "screen":
                // It comes last.
                guard wantsScreen else {
                    guard found == 5 else { return nil }
                    return
                }
                guard let value = json.string() else { return nil }
                screen = value
            default:
                guard json.skipValue() else { return nil }
            }
        } while json.take(UInt8(ascii: ","))
        guard json.take(UInt8(ascii: "}")), json.isAtEnd(), found == 5 else { return nil }
    }
}
