import GuestProtocol
import Testing

@testable import GuestAgent

struct ProcessSurveyTests {
    private static func survey(_ names: [String]) -> ProcessSurvey {
        ProcessSurvey(
            GuestLifeQuestion(
                user: GuestUser(uid: 1000, gid: 1000), home: [], keepAlive: names, looksAtPorts: false))
    }

    private static func candidate(
        _ name: String, _ arguments: String = "", uid: UInt32 = 1000, state: String = "S (sleeping)"
    ) -> ProcessSurvey.Candidate {
        let status = "Name:\t\(name)\nUmask:\t0022\nState:\t\(state)\nPid:\t7\nUid:\t\(uid)\t0\t0\t0\nGid:\t0\n"
        return ProcessSurvey.Candidate(
            name: { Array(name.utf8) }, arguments: { Array(arguments.utf8) }, status: { Array(status.utf8) })
    }

    private static func kept(_ names: [String], by candidates: ProcessSurvey.Candidate...) -> [String] {
        var survey = survey(names)
        for candidate in candidates { survey.take(candidate) }
        return survey.keptBy
    }

    @Test("A program counts by its name, or by the last part of its first argument")
    func names() {
        #expect(Self.kept(["train"], by: Self.candidate("train")) == ["train"])
        #expect(Self.kept(["train"], by: Self.candidate("MainThread", "/opt/bin/train\0--fast\0")) == ["train"])
        #expect(Self.kept(["train"], by: Self.candidate("python3", "train")) == ["train"])
        #expect(Self.kept(["train"], by: Self.candidate("python3", "python3\0/opt/train\0")) == [])
        #expect(Self.kept(["train"], by: Self.candidate("trains", "/train/x\0")) == [])
        #expect(Self.kept(["train"], by: Self.candidate("x", "/train/\0")) == [])
        #expect(Self.kept(["train"], by: Self.candidate("", "")) == [])
    }

    @Test("Of a long name the kernel keeps 15 bytes, and these count")
    func longNames() {
        #expect(Self.kept(["a-very-long-name"], by: Self.candidate("a-very-long-nam")) == ["a-very-long-name"])
        #expect(Self.kept(["a-very-long-name"], by: Self.candidate("a-very-long-na")) == [])
    }

    @Test("Each counts once, and no more than eight are named")
    func limit() {
        let train = Self.candidate("train")
        #expect(Self.kept(["train", "train"], by: train, train) == ["train"])
        var survey = Self.survey((1...20).map { "p\($0)" })
        for number in 1...20 { survey.take(Self.candidate("p\(number)")) }
        #expect(survey.keptBy == (1...8).map { "p\($0)" })
    }

    @Test("Another user's process and a dead one do not count")
    func others() {
        #expect(Self.kept(["train"], by: Self.candidate("train", uid: 1001)) == [])
        #expect(Self.kept(["train"], by: Self.candidate("train", state: "Z (zombie)")) == [])
        #expect(Self.kept(["train"], by: Self.candidate("train", uid: 0), Self.candidate("train")) == ["train"])
        #expect(!ProcessSurvey.isAlive([], uid: 0))
        #expect(!ProcessSurvey.isAlive(Array("Uid:\t0\t0\n".utf8), uid: 0))
    }

    @Test("A multiplexer's server counts, its client does not")
    func multiplexers() {
        for (name, expected) in [
            ("tmux: server", .tmux), ("screen", .screen), ("SCREEN", .screen), ("tmux: client", nil), ("tmux", nil),
        ] as [(String, GuestLife.Multiplexer?)] {
            var survey = Self.survey([])
            survey.take(Self.candidate(name, uid: 1001))
            #expect(survey.multiplexer == nil && !survey.isComplete)
            survey.take(Self.candidate(name))
            #expect(survey.multiplexer == expected && survey.isComplete == (expected != nil))
        }
    }
}
