import DockerEngine
import Testing

struct DockerEndpointTests {
    @Test("no DOCKER_HOST means the usual socket", arguments: [nil, ""])
    func usual(host: String?) throws {
        #expect(try DockerEndpoint(dockerHost: host).socketPath == "/var/run/docker.sock")
    }

    @Test("a Unix socket is taken by its full path")
    func unix() throws {
        let endpoint = try DockerEndpoint(dockerHost: "unix:///run/Some User/docker.sock")
        #expect(endpoint.socketPath == "/run/Some User/docker.sock")
        #expect(endpoint.description == "unix:///run/Some User/docker.sock")
    }

    @Test("another transport is refused by its name", arguments: ["tcp", "ssh", "fd", "npipe", "http", "UNIX"])
    func otherTransport(scheme: String) throws {
        let refused = try #require(throws: DockerEndpoint.Refused.self) {
            _ = try DockerEndpoint(dockerHost: "\(scheme)://user:hunter22@host/x")
        }
        #expect(refused.description.contains("\(scheme)://"))
        #expect(refused.description.contains("unix:///path/to/docker.sock"))
        #expect(!refused.description.contains("hunter22"))
    }

    @Test(
        "what is no socket's full path is refused",
        arguments: [
            "docker.sock", "/var/run/docker.sock", "unix:/var/run/docker.sock", "unix://", "unix://docker.sock",
            "unix:///run/", "unix:///run/a\0b", " unix:///run/docker.sock", "://x",
            "unix:///" + String(repeating: "x", count: 107),
        ])
    func nonsense(host: String) {
        #expect(throws: DockerEndpoint.Refused.self) { try DockerEndpoint(dockerHost: host) }
    }

    @Test("the longest path that a socket address holds is taken")
    func longest() throws {
        #expect(try DockerEndpoint(dockerHost: "unix:///" + String(repeating: "x", count: 106)).socketPath.count == 107)
    }
}
