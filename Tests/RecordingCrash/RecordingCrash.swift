import Model
import Recording

/// Records twenty sessions that never stop printing, until somebody kills it. The argument is the folder.
@main enum RecordingCrash {
    static func main() throws {
        guard let folder = CommandLine.arguments.last else { return }
        let store = try RecordingStore(RecordingConfiguration(folder: folder)) { print($0) }
        let recorders = (0..<20).map { number in
            store.begin(
                RecordingHeader(
                    id: SessionID(connection: ConnectionID(run: 1, number: 1), number: number), user: "alice",
                    terminal: Terminal(type: "xterm", size: TerminalSize(columns: 80, rows: 24)),
                    started: RecordingStore.now()))
        }
        var line = 0
        while true {
            for recorder in recorders where recorder.hasRoom {
                let bytes = Array("line \(line) of \(recorder.id) 漢字\r\n".utf8)
                unsafe bytes.withUnsafeBytes { unsafe recorder.output($0) }
            }
            line += 1
            if line % 100 == 0 { pause() }
        }
    }

    private static func pause() {
        let end = ContinuousClock.now + .milliseconds(1)
        while .now < end {}
    }
}
