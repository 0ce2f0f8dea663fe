/// A terminal's dimensions as `pty-req` and `window-change` carry them (RFC 4254 §6.2, §6.7).
public struct TerminalSize: Hashable, Sendable {
    /// In characters; 0 means the client does not know.
    public var columns: UInt16
    public var rows: UInt16
    /// In pixels; 0 means the client does not know.
    public var pixelWidth: UInt16
    public var pixelHeight: UInt16

    /// Values beyond 65535 (what `struct winsize` holds) are clamped.
    public init(columns: Int, rows: Int, pixelWidth: Int = 0, pixelHeight: Int = 0) {
        self.columns = UInt16(clamping: columns)
        self.rows = UInt16(clamping: rows)
        self.pixelWidth = UInt16(clamping: pixelWidth)
        self.pixelHeight = UInt16(clamping: pixelHeight)
    }
}
