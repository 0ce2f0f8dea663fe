import AdminAPI
import Foundation

extension SearchMatch {
    /// As `search` prints it: where, then the line with those around it.
    func text(isColoured: Bool) -> String {
        func paint(_ code: String, _ text: String) -> String { isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text }
        let moment = place == "command" ? "command" : Quantity.place(seconds)
        var lines = ["\(paint("1", recording))  \(paint("36", user))  \(started.formatted(.iso8601))  \(moment)"]
        lines += before.map { "  " + paint("2", Printable.text($0)) }
        lines.append("> " + paint("33", Printable.text(line)))
        lines += after.map { "  " + paint("2", Printable.text($0)) }
        return lines.joined(separator: "\n")
    }
}
