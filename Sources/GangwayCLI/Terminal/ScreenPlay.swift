import Foundation
import Recording
import ServiceLifecycle
import UnixSignals

/// A screen on this terminal until what feeds it has ended, a key leaves, or a signal comes.
struct ScreenPlay: Sendable {
    enum End: Sendable, Hashable {
        /// All was shown.
        case ended
        /// A key said so.
        case left
        case signal(Int32)
    }

    let view: ScreenView
    /// Called for each key that does not leave.
    var onKey: @Sendable (UInt8) async -> Void = { _ in }
    /// Called before each painting, for the status line.
    var onPaint: @Sendable () async -> Void = {}
    /// Shows the last screen until a key leaves.
    var staysAtEnd = false

    /// Smooth enough for eyes, and little to send.
    private static let interval = Duration.milliseconds(33)

    /// - Parameter feed: gives the view its events.
    func run(_ feed: @escaping @Sendable () async throws -> Void) async throws -> End {
        try await withThrowingTaskGroup(of: End?.self) { group in
            let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup, .sigquit, .sigwinch)
            group.addTask {
                for await signal in signals {
                    guard signal == .sigwinch else { return .signal(signal.rawValue) }
                    await view.resize(StandardOutput.size)
                }
                return nil
            }
            group.addTask {
                for await key in Keys.stream() {
                    if Keys.leaving.contains(key) { return .left }
                    await onKey(key)
                }
                // Nobody can type any more; what is shown goes on.
                return nil
            }
            group.addTask {
                while !Task.isCancelled {
                    await onPaint()
                    try await view.paint()
                    try await Task.sleep(for: Self.interval)
                }
                return nil
            }
            group.addTask {
                try await feed()
                await onPaint()
                try await view.paint()
                return staysAtEnd ? nil : .ended
            }
            defer { group.cancelAll() }
            while let end = try await group.next() {
                if let end { return end }
            }
            return .ended
        }
    }
}

extension ScreenPlay.End {
    /// What a command ends with where a signal came, as shells count it.
    var exitCode: Int32 {
        if case .signal(let number) = self { 128 + number } else { 0 }
    }
}
