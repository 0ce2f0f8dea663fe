import Testing

@testable import DockerEngine

struct APIVersionTests {
    @Test("versions compare by number, not by text")
    func order() throws {
        #expect(try #require(APIVersion("1.9")) < #require(APIVersion("1.41")))
        #expect(try #require(APIVersion("1.51")) < #require(APIVersion("2.0")))
        #expect(APIVersion("1.41")?.description == "1.41")
    }

    @Test("what is no version is none", arguments: ["", "1", "1.", ".1", "1.x", "1.41.2", "-1.2", "+1.2", "1.99999"])
    func malformed(text: String) {
        #expect(APIVersion(text) == nil)
    }

    @Test(
        "the newest version of both sides is spoken, and none where the ranges do not meet",
        arguments: [
            ("1.41", "1.12", "1.41"), ("1.41", nil, "1.41"), ("1.47", "1.24", "1.47"), ("1.51", "1.24", "1.51"),
            ("1.52", "1.44", "1.51"), ("2.0", "1.51", "1.51"), ("1.60", "1.52", nil), ("1.40", "1.12", nil),
        ] as [(String, String?, String?)])
    func agreement(offered: String, minimum: String?, spoken: String?) throws {
        let agreed = APIVersion.agreed(
            offered: try #require(APIVersion(offered)), minimum: minimum.flatMap { APIVersion($0) })
        #expect(agreed?.description == spoken)
    }
}
