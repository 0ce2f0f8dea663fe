import Model
import Testing

@testable import Gateway

struct LingeringTests {
    @Test("64 of a user's sessions may linger, whatever others do; one that leaves makes room")
    func limit() throws {
        let lingering = Lingering()
        let (alice, bob) = (try #require(UserName("alice")), try #require(UserName("bob")))
        for _ in 0..<64 { #expect(lingering.enter(alice)) }
        #expect(!lingering.enter(alice))
        #expect(lingering.enter(bob))
        lingering.leave(alice)
        #expect(lingering.enter(alice) && !lingering.enter(alice))
    }
}
