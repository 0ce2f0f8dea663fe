import Containers
import GatewayTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(20)))
struct ImageTests {
    @Test("an image has a digest by each of its names; a missing one has none")
    func digest() async throws {
        try await RealEngine.use { fixture in
            let digest = try await fixture.docker("image", "inspect", "--format", "{{.Id}}", TestImage.name)
            #expect(digest.hasPrefix("sha256:"))
            let name = "127.0.0.1:1/\(fixture.newName())/sub:tag"
            try await fixture.docker("tag", TestImage.name, name)
            for name in [TestImage.name, "gangway-test-engine", digest, name] {
                #expect(try await fixture.engine.digest(ofImage: name) == digest)
            }
            try await fixture.docker("rmi", "--no-prune", name)
            #expect(try await fixture.engine.digest(ofImage: name) == nil)
            #expect(try await fixture.engine.digest(ofImage: "gangway-test-engine:none") == nil)
        }
    }

    @Test(
        "a name that is no image's is refused or missing, and never another call",
        arguments: ["", "..", "a/../b", "A B"])
    func nonsense(name: String) async throws {
        try await RealEngine.use { fixture in
            do throws(EngineError) {
                #expect(try await fixture.engine.digest(ofImage: name) == nil)
            } catch {
                #expect(error.kind == .refused)
            }
        }
    }

    @Test("a pull that cannot succeed fails with a sentence", arguments: ["127.0.0.1:1/none:1", "UPPER/case", ":x"])
    func impossiblePull(image: String) async throws {
        try await RealEngine.use { fixture in
            let seen = Mutex<[Int]>([])
            let error = await #expect(throws: EngineError.self) {
                try await fixture.engine.pull(image: image) { percent in seen.withLock { $0.append(percent) } }
            }
            #expect([.refused, .imageMissing].contains(error?.kind))
            #expect(error?.detail.hasPrefix("POST /images/create?") == true)
            #expect(!seen.withLock { $0 }.contains(100))
        }
    }
}
