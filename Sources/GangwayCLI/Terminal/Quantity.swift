/// Numbers for people, in few characters.
enum Quantity {
    /// `17`, `4.0K`, `12M`: powers of 1024.
    static func bytes(_ count: UInt64) -> String {
        guard count >= 1024 else { return "\(count)" }
        var value = Double(count)
        var unit = ""
        for next in ["K", "M", "G", "T", "P", "E"] where value >= 1023.5 {
            value /= 1024
            unit = next
        }
        return value < 9.95 ? "\((value * 10).rounded() / 10)\(unit)" : "\(Int(value.rounded()))\(unit)"
    }

    /// `5s`, `12m`, `3h`, `2d`, rounded down.
    static func time(_ seconds: Double) -> String {
        let seconds = Int(min(max(seconds, 0), 1e15))
        return switch seconds {
        case ..<60: "\(seconds)s"
        case ..<3600: "\(seconds / 60)m"
        case ..<86_400: "\(seconds / 3600)h"
        default: "\(seconds / 86_400)d"
        }
    }

    /// A place in a recording: `1:05`, `2:00:07`.
    static func place(_ seconds: Double) -> String {
        let seconds = Int(min(max(seconds, 0), 1e15))
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0
            ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }

    /// What `place` writes, or seconds.
    ///
    /// - Returns: seconds; nil for any other text.
    static func parsePlace(_ text: String) -> Double? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 3 else { return nil }
        var total = 0.0
        for (index, part) in parts.enumerated() {
            guard !part.isEmpty, part.utf8.count < 12, part.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
                let number = Double(part), index == 0 || number < 60
            else { return nil }
            total = total * 60 + number
        }
        return total
    }
}
