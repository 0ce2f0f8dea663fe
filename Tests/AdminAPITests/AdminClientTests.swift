import GatewayTesting
import Testing

@testable import AdminAPI

@Suite(.timeLimit(.minutes(10))) struct AdminClientTests {
    @Test("where no server listens, the sentence says so and names the socket")
    func noServer() async throws {
        let folder = try TemporaryFolder()
        for path in [folder.path + "/none.sock", try folder.write("", to: "file")] {
            await #expect(throws: AdminClientError.noServer(socket: path)) {
                try await AdminClient.with(socket: path) { try await $0.sessions() }
            }
        }
    }

    @Test("parameters are escaped, whatever is in them")
    func escaping() {
        #expect(QueryText.of([]) == "")
        #expect(QueryText.of([("a", "b c&d=ü"), ("e", "")]) == "?a=b%20c%26d%3D%C3%BC&e=")
    }
}
