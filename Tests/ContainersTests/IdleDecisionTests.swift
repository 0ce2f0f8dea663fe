import Foundation
import Testing

@testable import Containers

struct IdleDecisionTests {
    private let begin = Date(timeIntervalSince1970: 1_000_000)
    private var rules: IdleRules {
        var rules = IdleRules()
        rules.keepAlive = ["jupyter-lab"]
        return rules
    }

    private func life(lastSign: Double = 0) -> WorkspaceLife {
        var life = WorkspaceLife(began: begin)
        life.lastSign = begin + lastSign
        return life
    }

    @Test("Without a sign of life for the time of the rules it is stopped, and not a second earlier")
    func idle() {
        let life = life(lastSign: 100)
        #expect(
            IdleDecision.decide(rules, life, use: WorkspaceUse(), at: begin + 1899) == .keep(until: begin + 1900))
        #expect(IdleDecision.decide(rules, life, use: WorkspaceUse(), at: begin + 1900) == .stopIdle)
    }

    @Test("A session or a forward keeps it, however long ago the last other sign was", arguments: [(1, 0), (0, 1)])
    func used(sessions: Int, forwards: Int) {
        var use = WorkspaceUse()
        use.sessions = sessions
        use.forwards = forwards
        #expect(IdleDecision.decide(rules, life(), use: use, at: begin + 1e6) == .keep(until: nil))
    }

    @Test("Never means never")
    func never() {
        var rules = rules
        rules.stopAfter = nil
        #expect(IdleDecision.decide(rules, life(), use: WorkspaceUse(), at: begin + 1e9) == .keep(until: nil))
    }

    @Test("An administrator's hold keeps it to its end")
    func hold() {
        var life = life()
        life.heldUntil = begin + 8 * 3600
        let use = WorkspaceUse()
        #expect(IdleDecision.decide(rules, life, use: use, at: begin + 8 * 3600 - 1) == .keep(until: begin + 8 * 3600))
        #expect(IdleDecision.decide(rules, life, use: use, at: begin + 8 * 3600) == .stopIdle)
    }

    @Test("A user's hold keeps it, but no longer ahead than the rules allow")
    func userHold() {
        var life = life()
        life.userHeldUntil = begin + 8 * 3600
        #expect(
            IdleDecision.decide(rules, life, use: WorkspaceUse(), at: begin + 7200) == .keep(until: begin + 8 * 3600))
        life.userHeldUntil = .distantFuture
        var rules = rules
        rules.longestHold = .seconds(3600)
        #expect(IdleDecision.idleEnd(rules, life, at: begin + 7200) == begin + 7200 + 3600)
    }

    @Test("The longest life ends it, used or not")
    func longestLife() {
        var rules = rules
        rules.longestLife = .seconds(86400)
        var use = WorkspaceUse()
        use.sessions = 1
        #expect(IdleDecision.decide(rules, life(), use: use, at: begin + 86399) == .keep(until: begin + 86400))
        #expect(IdleDecision.decide(rules, life(), use: use, at: begin + 86400) == .stopOld)
    }

    @Test("It is looked at ten times in the time that it may be idle, and once more at the end")
    func looks() {
        var life = life()
        #expect(IdleDecision.nextLook(rules, life, at: begin + 5) == begin + 5)
        life.looked = begin + 5
        #expect(IdleDecision.nextLook(rules, life, at: begin + 6) == begin + 185)
        life.looked = begin + 1700
        #expect(IdleDecision.nextLook(rules, life, at: begin + 1700) == begin + 1800)
    }

    // MARK: Signs

    @Test(
        "Each sign of life alone is one, and is told in words",
        arguments: [
            (SignsOfLife(use: WorkspaceUse(sessions: 2)), "2 sessions"),
            (SignsOfLife(use: WorkspaceUse(forwards: 1)), "1 forward"),
            (SignsOfLife(processes: ["jupyter-lab"]), "process jupyter-lab"),
            (SignsOfLife(multiplexer: "tmux"), "tmux"), (SignsOfLife(usedPorts: [8080]), "port 8080 in use"),
            (
                SignsOfLife(
                    processor: ProcessorReading(
                        nanoseconds: 7_000_000_000, time: Date(timeIntervalSince1970: 110))),
                "processor at 70 %"
            ),
        ])
    func signs(signs: SignsOfLife, words: String) {
        let earlier = ProcessorReading(nanoseconds: 0, time: Date(timeIntervalSince1970: 100))
        #expect(signs.reasons(rules, since: earlier) == [words])
    }

    @Test("None of what the rules leave out is a sign, and nothing is none")
    func none() {
        var signs = SignsOfLife()
        #expect(signs.reasons(rules, since: nil).isEmpty)
        signs.processor = ProcessorReading(nanoseconds: 1 << 60, time: Date(timeIntervalSince1970: 110))
        signs.multiplexer = "screen"
        signs.usedPorts = [1]
        signs.processes = ["unasked"]
        var rules = rules
        rules.processorPercent = nil
        rules.multiplexers = false
        rules.usedPorts = false
        let earlier = ProcessorReading(nanoseconds: 0, time: Date(timeIntervalSince1970: 100))
        #expect(signs.reasons(rules, since: earlier).isEmpty)
    }

    @Test("Little processor time is no sign, nor is any that can't be compared")
    func processor() {
        var signs = SignsOfLife()
        let earlier = ProcessorReading(nanoseconds: 1_000_000_000, time: Date(timeIntervalSince1970: 100))
        signs.processor = ProcessorReading(nanoseconds: 1_400_000_000, time: Date(timeIntervalSince1970: 110))
        #expect(signs.reasons(rules, since: earlier).isEmpty, "4 percent")
        #expect(signs.reasons(rules, since: nil).isEmpty, "after a restart")
        signs.processor = ProcessorReading(nanoseconds: 900_000_000, time: Date(timeIntervalSince1970: 110))
        #expect(signs.reasons(rules, since: earlier).isEmpty, "another container")
    }
}
