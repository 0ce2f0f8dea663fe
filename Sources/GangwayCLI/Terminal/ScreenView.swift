import Recording

/// The screen of a session on this terminal: fed with events, painted some times a second.
///
/// What the program wrote is never passed on: it goes into a screen of ours, and of that only characters and colours are
/// painted, in a viewport of this terminal's size.
actor ScreenView {
    private var screen: Screen
    private var shown: ScreenFrame?
    private var size: (columns: Int, rows: Int)
    private var title: String
    private let write: @Sendable ([UInt8]) throws -> Void

    /// - Parameters:
    ///   - size: of the session's terminal at first.
    ///   - viewport: of this terminal.
    init(
        size: CastSize, viewport: (columns: Int, rows: Int), title: String,
        write: @escaping @Sendable ([UInt8]) throws -> Void = { try StandardOutput.write($0) }
    ) {
        screen = Screen(columns: size.columns, rows: size.rows)
        self.size = viewport
        self.title = title
        self.write = write
    }

    func take(_ event: CastLine) {
        switch event.kind {
        case .output: screen.feed(event.text)
        case .resize:
            if let (columns, rows) = event.size { screen.resize(columns: columns, rows: rows) }
        case .input, .marker, .other: break
        }
    }

    /// This terminal has another size now, and may show anything.
    func resize(_ viewport: (columns: Int, rows: Int)?) {
        if let viewport { size = viewport }
        shown = nil
    }

    func entitle(_ text: String) { title = text }

    /// Writes what differs from what is shown.
    func paint() throws {
        let frame = ScreenFrame(of: screen, columns: size.columns, rows: size.rows, title: title)
        let difference = frame.difference(from: shown)
        shown = frame
        if !difference.isEmpty { try write(Array(difference.utf8)) }
    }
}
