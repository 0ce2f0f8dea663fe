import GatewayTesting
import Testing

@testable import Store

struct StoreRunsTests {
    @Test("Each run of the server has a number of its own, also after reopening and when two begin at once")
    func numbered() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let first = try await Store.open(at: path)
        #expect(try await first.beginRun() == 1)
        async let one = first.beginRun()
        async let other = first.beginRun()
        #expect(try await Set([one, other]) == [2, 3])
        try await first.close()

        let second = try await Store.open(at: path)
        #expect(try await second.beginRun() == 4)
        try await second.close()
    }
}
