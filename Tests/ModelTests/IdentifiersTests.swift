import Model
import Testing

struct IdentifiersTests {
    @Test("An id reads back as it was written")
    func readsBack() {
        let session = SessionID(connection: ConnectionID(run: 12, number: 7), number: 2)
        #expect("\(session)" == "c12-7.2")
        #expect(SessionID("c12-7.2") == session)
        #expect(ConnectionID("c12-7") == session.connection)
    }

    @Test(
        "Text that no id is written as is none: it may become a path",
        arguments: [
            "", "c", "c1", "c1-", "c1-2", "c1-2.", "c01-2.3", "c1-2.03", "c1-2.3.4", "c1-+2.3", "../c1-2.3",
            "c1-2.3\n",
        ])
    func onlyOneSpelling(text: String) {
        #expect(SessionID(text) == nil)
    }
}
