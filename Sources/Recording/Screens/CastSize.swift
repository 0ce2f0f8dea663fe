/// The terminal's first size, from an asciicast's header.
public struct CastSize: Sendable, Hashable {
    public var columns: Int
    public var rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }

    /// - Parameter header: a file's first line.
    /// - Returns: nil where that is no header of version 2 with a width and a height.
    public init?(header: ArraySlice<UInt8>) {
        var json = CastJSON(header)
        var version: Double?
        var width: Double?
        var height: Double?
        guard json.take(UInt8(ascii: "{")) else { return nil }
        repeat {
            guard let key = json.string(), json.take(UInt8(ascii: ":")) else { return nil }
            switch String(decoding: key, as: UTF8.self) {
            case "version": version = json.number()
            case "width": width = json.number()
            case "height": height = json.number()
            default:
                guard json.skipValue() else { return nil }
            }
        } while json.take(UInt8(ascii: ","))
        guard json.take(UInt8(ascii: "}")), version == 2, let width, let height, (0...100_000).contains(width),
            (0...100_000).contains(height)
        else { return nil }
        self.init(columns: Int(width), rows: Int(height))
    }
}
