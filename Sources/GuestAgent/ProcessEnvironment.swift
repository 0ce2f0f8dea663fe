import CLinux

/// The variables of a process, `NAME=value`, as bytes.
struct ProcessEnvironment: Equatable {
    private var values: [[UInt8]: [UInt8]] = [:]

    /// - Parameter entries: those without a name and a `=` are left out; of one name the last counts.
    init(_ entries: [[UInt8]]) {
        merge(entries)
    }

    /// This very process's: in a container what the image and the engine set.
    static func own() -> ProcessEnvironment {
        var entries: [[UInt8]] = []
        guard var next = unsafe gangway_environment() else { return ProcessEnvironment([]) }
        while let entry = unsafe next.pointee {
            unsafe entries.append(String(cString: entry).utf8.map { $0 })
            unsafe next += 1
        }
        return ProcessEnvironment(entries)
    }

    subscript(name: String) -> [UInt8]? {
        get { values[Array(name.utf8)] }
        set { values[Array(name.utf8)] = newValue }
    }

    mutating func merge(_ entries: [[UInt8]]) {
        for entry in entries {
            guard let split = entry.firstIndex(of: UInt8(ascii: "=")), split > 0, !entry.contains(0) else { continue }
            values[Array(entry[..<split])] = Array(entry[(split + 1)...])
        }
    }

    var entries: [[UInt8]] { values.map { $0.key + [UInt8(ascii: "=")] + $0.value } }
}
