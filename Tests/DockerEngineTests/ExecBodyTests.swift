import Containers
import Foundation
import Testing

@testable import DockerEngine

struct ExecBodyTests {
    @Test(
        "what the engine says of a command becomes its state",
        arguments: [
            (#"{"Running":true,"ExitCode":null,"Pid":0}"#, .running),
            (#"{"Running":true,"ExitCode":null,"Pid":7}"#, .running),
            (#"{"Running":false,"ExitCode":0,"Pid":7}"#, .exited(code: 0)),
            (#"{"Running":false,"ExitCode":137,"Pid":7}"#, .exited(code: 137)),
            (#"{"Running":false,"ExitCode":126,"Pid":0}"#, .neverStarted),
            (#"{"Running":false,"ExitCode":null}"#, .neverStarted),
            (#"{"Running":false,"ExitCode":null,"Pid":7}"#, .unknown),
        ] as [(String, ExecState)])
    func state(json: String, state: ExecState) throws {
        #expect(try JSONDecoder().decode(ExecBody.self, from: Data(json.utf8)).state == state)
    }
}
