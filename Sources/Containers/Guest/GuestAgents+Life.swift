import EventLoop
import GuestProtocol
import Model

extension GuestAgents {
    /// For the whole of one question.
    private static let lifeLimit: Duration = .seconds(5)

    /// Asks the guest agent of `user` for its container's signs of life.
    ///
    /// What it says is in its limits and holds nothing but names that were asked for, and may be a lie all the same.
    /// `GuestLife.cpuNanoseconds` is any number, also one that is less than the last time.
    /// - Parameter loop: call it there.
    /// - Throws: `GuestFailure.unavailable`, at once for a guest agent that did not answer a moment ago.
    nonisolated(nonsending) func life(
        of user: UserName, _ question: GuestLifeQuestion, on loop: EventLoop
    ) async throws(GuestFailure) -> GuestLife {
        guard !isSuspect(user) else { throw .unavailable(cause: "it does not answer") }
        let deadline = ContinuousClock.now + Self.lifeLimit
        let dialogue = try GuestDialogue(with: self, of: user, on: loop)
        // Not after its hello (`GuestForwarding`).
        try dialogue.say(.life(question))
        MessageSocket.discard(try await dialogue.hello(within: Self.lifeLimit))
        let (reply, descriptors) = try await dialogue.reply(within: max(.zero, deadline - .now))
        MessageSocket.discard(descriptors)
        guard case .life(let life) = reply else { throw .unavailable(cause: "an answer to something else") }
        guard let life = life.checked(against: question) else { throw .unavailable(cause: "it sent nonsense") }
        return life
    }
}

extension GuestLife {
    /// - Returns: nil for what no guest agent says that is asked this.
    fileprivate func checked(against question: GuestLifeQuestion) -> GuestLife? {
        // By their bytes: equal strings may look different.
        let asked = Set(question.keepAlive.map { Array($0.utf8) })
        let names = Set(keptBy.map { Array($0.utf8) })
        guard
            names.isSubset(of: asked), names.count == keptBy.count,
            keptBy.allSatisfy({ $0.unicodeScalars.allSatisfy(\.isPrintable) }),
            question.looksAtPorts || usedPorts.isEmpty, Set(usedPorts).count == usedPorts.count, !usedPorts.contains(0),
            holdUntil.map({ 0...Self.lastHold ~= $0 }) ?? true
        else { return nil }
        return self
    }
}
