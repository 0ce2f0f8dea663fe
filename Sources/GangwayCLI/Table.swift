/// Rows of text in aligned columns.
struct Table: CustomStringConvertible {
    let headings: [String]
    private(set) var rows: [[String]] = []

    init(_ headings: String...) { self.headings = headings }

    /// - Parameter cells: as many as there are headings.
    mutating func append(_ cells: String...) { rows.append(cells) }

    var description: String {
        let lines = [headings] + rows
        let widths = headings.indices.map { column in
            lines.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        return lines.map { cells in
            let line = zip(cells, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                .joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
