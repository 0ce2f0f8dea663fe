/// A colour as SGR names it (ECMA-48 8.3.117, ISO 8613-6): the terminal's own, one of its 256, or red, green, blue.
enum CellColor: Sendable, Hashable {
    case standard
    case indexed(UInt8)
    case rgb(UInt8, UInt8, UInt8)
}
