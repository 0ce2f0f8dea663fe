import Containers
import Testing

@testable import DockerEngine

struct EnvironmentListTests {
    @Test("variables become sorted entries")
    func entries() throws {
        #expect(try EnvironmentList(["B": "2=3", "A": ""]).entries == ["A=", "B=2=3"])
    }

    @Test("a name that is none is refused, without its value", arguments: ["", "A=B", "A\0"])
    func name(name: String) throws {
        let error = try #require(throws: EngineError.self) { try EnvironmentList([name: "hunter22"]) }
        #expect(error.kind == .refused)
        #expect(!error.description.contains("hunter22"))
    }

    @Test("a zero byte in a value is refused")
    func zero() throws {
        let error = try #require(throws: EngineError.self) { try EnvironmentList(["A": "hunter22\0"]) }
        #expect(!error.description.contains("hunter22"))
    }

    @Test("text loses entries and long values, and keeps short ones")
    func redaction() throws {
        let list = try EnvironmentList(["TOKEN": "hunter22", "N": "1"])
        #expect(list.redacted("invalid N=1 and TOKEN=hunter22, hunter22 at 1") == "invalid … and …, … at 1")
    }

    @Test("an engine's refusal repeats no value, even where the text is cut")
    func refusal() throws {
        let list = try EnvironmentList(["TOKEN": "hunter22"])
        let words = String(repeating: "x", count: 494) + " TOKEN=hunter22"
        let answer = EngineResponse(
            call: "POST /x", status: 400, apiVersion: nil, body: [UInt8]("{\"message\":\"\(words)\"}".utf8))
        let error = answer.refusal(.refused, hiding: list)
        #expect(error.detail.hasPrefix("POST /x: 400 xxx"))
        #expect(!error.detail.contains("TOKEN"))
    }
}
