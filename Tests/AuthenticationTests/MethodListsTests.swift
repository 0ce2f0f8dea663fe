import Model
import Testing

@testable import Authentication

struct MethodListsTests {
    @Test(
        "Methods are offered in the configured order, each once",
        arguments: [
            (["publickey"], [AuthenticationMethod.publicKey]), (["publickey", "password"], [.publicKey, .password]),
            (["password", "publickey"], [.password, .publicKey]), (["publickey,password"], [.publicKey]),
            (["publickey,password", "publickey"], [.publicKey]),
            (["publickey,password", "password,publickey"], [.publicKey, .password]),
        ])
    func offered(texts: [String], next: [AuthenticationMethod]) throws {
        #expect(try MethodLists(texts).next == next)
    }

    @Test("One list gone through is enough; the others keep what was not passed")
    func passing() throws {
        let either = try MethodLists(["publickey", "password"])
        #expect(either == .standard)
        #expect(either.passing(.publicKey) == .done)
        #expect(either.passing(.password) == .done)

        let both = try MethodLists(["publickey,password"])
        #expect(both.passing(.password) == nil)
        #expect(both.passing(.publicKey) == .more(try MethodLists(["password"])))

        let anyOrder = try MethodLists(["publickey,password", "password,publickey"])
        #expect(anyOrder.passing(.publicKey) == .more(try MethodLists(["password", "password,publickey"])))
        #expect(anyOrder.passing(.password) == .more(try MethodLists(["publickey,password", "publickey"])))

        #expect(try MethodLists(["publickey,password", "publickey"]).passing(.publicKey) == .done)
        let unlike = try MethodLists(["publickey,password", "password"])
        #expect(unlike.passing(.publicKey) == .more(try MethodLists(["password", "password"])))
    }

    @Test(
        "What makes no sense is refused by name",
        arguments: [
            ([], PolicyError.noMethods), ([""], .unknownMethod("")),
            (["gssapi-with-mic"], .unknownMethod("gssapi-with-mic")),
            (["publickey, password"], .unknownMethod(" password")), (["publickey,"], .unknownMethod("")),
            (["none"], .unknownMethod("none")), (["publickey", "password,password"], .repeatedMethod(.password)),
        ])
    func refused(texts: [String], error: PolicyError) {
        #expect(throws: error) { try MethodLists(texts) }
    }
}
