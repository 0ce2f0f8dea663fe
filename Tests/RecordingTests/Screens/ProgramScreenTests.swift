import Foundation
import GatewayTesting
import Testing

@testable import Recording

/// Real programs, on a terminal that `script` gives them.
struct ProgramScreenTests {
    /// What `command` writes to a terminal of 80 columns and 24 rows.
    private func output(of command: String) async throws -> [UInt8] {
        let folder = NSTemporaryDirectory() + "gangway-screen-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let environment = [
            "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "HOME": folder,
            "TMUX_TMPDIR": folder,
        ]
        let process = try ChildProcess(
            ["/usr/bin/script", "-qefc", "stty rows 24 cols 80; \(command)", folder + "/out"], environment: environment)
        try await wait(for: process)
        let bytes = try Array(Data(contentsOf: URL(fileURLWithPath: folder + "/out")))
        // script's own first and last lines.
        let start = (bytes.firstIndex(of: 0x0A) ?? -1) + 1
        let end = bytes.dropLast().lastIndex(of: 0x0A) ?? bytes.count
        return Array(bytes[min(start, end)..<end])
    }

    private func wait(for process: ChildProcess) async throws {
        let code = try await process.exit(within: .seconds(480))
        process.end()
        try #require(code != nil)
    }

    /// Feeds `bytes` in pieces; a repaint of each state must bring it back, and what follows must show the same on both.
    private func checkRepaints(_ bytes: [UInt8]) {
        var screen = Screen(columns: 80, rows: 24)
        var copy = screen
        for (index, start) in stride(from: 0, to: bytes.count, by: 211).enumerated() {
            let piece = bytes[start..<min(start + 211, bytes.count)]
            screen.feed(piece)
            copy.feed(piece)
            let difference = screen.differs(from: copy)
            #expect(difference == nil, "after \(start)")
            guard difference == nil else { return }
            // A repaint is text: half a character cannot be in it.
            if index % 3 == 0, screen.parser.isWhole { copy = screen.repainted() }
        }
    }

    /// What tmux shows after `bytes`, without blanks at the rows' ends.
    private func rows(byTmux bytes: ArraySlice<UInt8>) async throws -> [String] {
        let folder = NSTemporaryDirectory() + "gangway-tmux-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/bytes"))
        let script = """
            export TMUX_TMPDIR=\(folder) LC_ALL=C.UTF-8; echo 'set -g status off' > \(folder)/conf
            tmux -u -f \(folder)/conf new-session -d -x 80 -y 24 \
            'stty raw -echo; cat \(folder)/bytes; touch \(folder)/done; exec sleep 600'
            while ! test -e \(folder)/done; do sleep 0.1; done
            n=0; tmux capture-pane -p > \(folder)/now
            until cmp -s \(folder)/now \(folder)/rows || test $n -gt 100; do
            cp \(folder)/now \(folder)/rows; sleep 0.3; tmux capture-pane -p > \(folder)/now; n=$((n+1)); done
            tmux kill-server
            """
        let process = try ChildProcess(
            ["/bin/sh", "-c", script], environment: ["PATH": "/usr/bin:/bin", "TERM": "xterm-256color", "HOME": folder])
        try await wait(for: process)
        return try String(contentsOfFile: folder + "/rows", encoding: .utf8).split(
            separator: "\n", omittingEmptySubsequences: false
        ).prefix(24).map { String($0.reversed().drop { $0 == " " }.reversed()) }
    }

    private static let vim = """
        cd $HOME; seq 1 400 | sed 's/$/ \u{4E2D}\u{6587} e\u{301} some text/' > f.c; \
        vim -N -u NONE -i NONE -c 'syntax on | set number hlsearch | redraw' -c '/7' -c 'redraw' \
        -c 'exe "normal G" | redraw' -c 'split | redraw' -c 'vsplit | redraw' -c 'exe "normal ihello" | redraw' \
        -c 'exe "normal ggzt\\<C-e>" | redraw' -c 'exe "normal 20dd" | redraw' -c 'qa!' f.c
        """

    @Test("A repaint in the middle of vim's output brings its screen back, and vim goes on as before")
    func vim() async throws {
        let bytes = try await output(of: Self.vim)
        #expect(bytes.count > 3000)
        checkRepaints(bytes)
        var screen = Screen(columns: 80, rows: 24)
        screen.collectsLines = true
        screen.feed(bytes)
        #expect(!screen.isAlternate)
        #expect(screen.takeLines().contains { String(decoding: $0, as: UTF8.self).contains("hello") })
    }

    @Test("The same for tmux with three panes")
    func tmux() async throws {
        let bytes = try await output(
            of: """
                cd $HOME; tmux -u -f /dev/null new-session -d -x 80 -y 24 \
                'seq 1 60; printf "\\033[1;35mcolour\\033[0m\\n"; exec sleep 60' \\; \
                split-window -h 'printf "\u{4E2D}\u{6587}\\nright\\n"; exec sleep 60' \\; \
                split-window -v 'ls -la --color=always /; exec sleep 60'; \
                (sleep 2; tmux resize-pane -t 0 -R 10; sleep 1; tmux kill-server) & tmux -u attach
                """)
        #expect(bytes.count > 1000)
        checkRepaints(bytes)
        var screen = Screen(columns: 80, rows: 24)
        screen.collectsLines = true
        screen.feed(bytes)
        let lines = screen.takeLines().map { String(decoding: $0, as: UTF8.self) }
        #expect(lines.contains { $0.contains("colour") && $0.contains("│") })
    }

    @Test("tmux, given the same bytes, shows the same text", arguments: [0.3, 0.6, 0.9])
    func agreement(part: Double) async throws {
        let bytes = try await output(of: Self.vim)
        let prefix = bytes[..<Int(Double(bytes.count) * part)]
        // Up to a line's end, so that neither is in the middle of a sequence.
        let whole = prefix[...(prefix.lastIndex(of: 0x0A) ?? 0)]
        var screen = Screen(columns: 80, rows: 24)
        screen.feed(whole)
        #expect(screen.trimmedRows.count > 3)
        let shown = try await rows(byTmux: whole)
        #expect(shown == screen.rowTexts)
        // A repaint shows there what it shows here.
        let repainted = try await rows(byTmux: Array(screen.repaint().utf8)[...])
        #expect(repainted == screen.rowTexts)
    }
}
