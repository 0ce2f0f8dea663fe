import Testing

@testable import DockerEngine

struct ImageReferenceTests {
    @Test(
        "an image's name is taken apart into what is pulled",
        arguments: [
            ("debian", "debian", "latest"), ("debian:12", "debian", "12"), ("a/b/c:x", "a/b/c", "x"),
            ("host:5000/a/b", "host:5000/a/b", "latest"), ("host:5000/a:1.2", "host:5000/a", "1.2"),
            ("a@sha256:00ff", "a", "sha256:00ff"), ("host:5000/a:1@sha256:00ff", "host:5000/a", "sha256:00ff"),
        ])
    func parts(name: String, repository: String, version: String) {
        let reference = ImageReference(name)
        #expect(reference.repository == repository)
        #expect(reference.version == version)
    }
}
