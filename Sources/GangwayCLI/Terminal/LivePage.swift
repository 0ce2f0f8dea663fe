import UnixSignals

/// A table on this terminal that is drawn anew with what is read, until a key leaves or a signal comes.
struct LivePage: Sendable {
    /// Shown before the first table.
    let title: String

    /// - Parameter next: waits as long as a table shall stay, and gives the next one, and what it wants to be given then.
    func run<State: Sendable>(
        from first: State, _ next: @escaping @Sendable (State) async throws -> (State, Table)
    ) async throws -> ScreenPlay.End {
        try await withThrowingTaskGroup(of: ScreenPlay.End?.self) { group in
            let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup, .sigquit)
            group.addTask {
                for await signal in signals { return .signal(signal.rawValue) }
                return nil
            }
            group.addTask {
                for await key in Keys.stream() where Keys.leaving.contains(key) { return .left }
                return nil
            }
            group.addTask {
                try StandardOutput.write(Self.page(title))
                var state = first
                while true {
                    let table: Table
                    (state, table) = try await next(state)
                    let size = StandardOutput.size ?? (80, 24)
                    let text = table.text(width: size.columns, isColoured: StandardOutput.isColoured)
                    try StandardOutput.write(Self.page(text, rows: size.rows))
                }
            }
            defer { group.cancelAll() }
            while let end = try await group.next() {
                if let end { return end }
            }
            return .ended
        }
    }

    /// The text from the upper left corner on, and nothing else.
    static func page(_ text: String, rows: Int = 24) -> [UInt8] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(max(1, rows))
        // To the corner; after each line the rest of it is cleared, after the last one the rest of the screen.
        return Array(("\u{1B}[H" + lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n") + "\u{1B}[J").utf8)
    }
}
