import Testing

@testable import SFTP

struct AccountsTests {
    @Test("an account's first line counts, and a malformed line does not")
    func users() {
        let text = """
            root:x:0:0:root:/root:/bin/sh
            second:x:0:0::/second:/bin/sh
            big:x:4294967295:1::/big:
            toobig:x:4294967296:1::/x:
            noid:x::1::/x:
            minus:x:-1:1::/x:
            short:x:7
            +::::::
            alice:x:1000:1000:Alice:/home/alice
            """
        let users = Accounts.users(in: Array(text.utf8))
        #expect(Set(users.keys) == [0, 4_294_967_295, 1000])
        #expect(users[0] == Accounts.User(name: Array("root".utf8), home: Array("/root".utf8)))
        #expect(users[1000]?.home == Array("/home/alice".utf8))
    }

    @Test("a group's name is found by its number")
    func groups() {
        let groups = Accounts.groups(in: Array("wheel:x:10:alice,bob\nusers:x:100:\nbroken\n".utf8))
        #expect(groups == [10: Array("wheel".utf8), 100: Array("users".utf8)])
        #expect(Accounts.groups(in: []).isEmpty)
    }
}
