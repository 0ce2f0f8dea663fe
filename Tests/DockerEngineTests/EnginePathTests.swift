import Containers
import Testing

@testable import DockerEngine

struct EnginePathTests {
    @Test("a segment stays one segment, whatever is in it")
    func encoding() throws {
        let path = try EnginePath("containers", "a/b?c#d%2e é", "json")
        #expect(path.description == "/containers/a%2Fb%3Fc%23d%252e%20%C3%A9/json")
        #expect("\r\n\0".percentEncoded == "%0D%0A%00")
        #expect("azAZ09-._~".percentEncoded == "azAZ09-._~")
    }

    @Test("a segment that would name another path is refused", arguments: ["", ".", ".."])
    func traversal(segment: String) throws {
        let error = try #require(throws: EngineError.self) { try EnginePath("containers", segment, "json") }
        #expect(error.kind == .refused)
    }

    @Test("a query is encoded, in the given order")
    func query() throws {
        let path = try EnginePath("images", "create").with(["tag": "a&b=c", "fromImage": "h:1/x"])
        #expect(path.description == "/images/create?tag=a%26b%3Dc&fromImage=h%3A1%2Fx")
    }
}
