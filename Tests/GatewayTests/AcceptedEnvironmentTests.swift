import Testing

@testable import Gateway

struct AcceptedEnvironmentTests {
    private let accepted = AcceptedEnvironment(["LANG", "LC_*", "TERM"])

    @Test("a listed name and any rest of a pattern are taken", arguments: ["LANG", "LC_ALL", "LC_", "TERM"])
    func taken(name: String) {
        #expect(accepted.accepts(name))
    }

    @Test(
        "everything else is not, nor what is no variable name",
        arguments: ["LANGUAGE", "lang", "PATH", "", "LC_A=B", "LC_A B", "LC_\n", "LC_é", "xLC_ALL"])
    func notTaken(name: String) {
        #expect(!accepted.accepts(name))
    }

    @Test("even a lone '*' takes only variable names")
    func star() {
        let all = AcceptedEnvironment(["*"])
        #expect(all.accepts("ANY_1") && !all.accepts("1ANY") && !all.accepts("A=B") && !all.accepts(""))
    }
}
