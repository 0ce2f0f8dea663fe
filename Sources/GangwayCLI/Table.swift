/// Rows of text in aligned columns.
struct Table: CustomStringConvertible {
    let headings: [String]
    private(set) var rows: [[String]] = []

    /// No column gets narrower than this to fit a terminal.
    private static let narrowest = 8
    private static let gap = "  "

    init(_ headings: String...) { self.headings = headings }

    /// - Parameter cells: as many as there are headings; what could command a terminal is shown in words.
    mutating func append(_ cells: String...) { rows.append(cells.map { Printable.text($0) }) }

    var description: String { text(width: nil, isColoured: false) }

    /// - Parameter width: of the terminal in columns: the widest cells are cut with `…` until each line fits, or nothing
    ///   can be cut any more. nil: no limit.
    func text(width: Int?, isColoured: Bool) -> String {
        let widths = widths(within: width)
        let lines = ([headings] + rows).map { cells in
            let line = zip(cells, widths).map { Self.cell($0, $1) }.joined(separator: Self.gap)
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
        guard isColoured, let first = lines.first else { return lines.joined(separator: "\n") }
        return (["\u{1B}[1m\(first)\u{1B}[0m"] + lines.dropFirst()).joined(separator: "\n")
    }

    private func widths(within limit: Int?) -> [Int] {
        var widths = headings.indices.map { column in
            ([headings] + rows).map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        guard let limit else { return widths }
        var excess = widths.reduce(0, +) + Self.gap.count * (widths.count - 1) - limit
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }),
            widths[widest] > Self.narrowest
        {
            // Down to the next widest one, or until it fits.
            let next = widths.filter { $0 < widths[widest] }.max() ?? 0
            let cut = max(1, min(excess, widths[widest] - max(next, Self.narrowest)))
            widths[widest] -= cut
            excess -= cut
        }
        return widths
    }

    private static func cell(_ text: String, _ width: Int) -> String {
        text.count <= width
            ? text + String(repeating: " ", count: width - text.count) : text.prefix(max(0, width - 1)) + "…"
    }
}
