import Containers

/// `POST /containers/create`.
struct CreateContainerBody: Encodable {
    /// The engine's sets are objects without content.
    struct Nothing: Encodable {}

    let image: String
    let hostname: String
    let user: String
    /// Given, it also keeps the image's own command out.
    let entrypoint: [String]
    let environment: [String]
    let labels: [String: String]
    let workingDirectory: String
    /// `80/tcp`.
    let exposedPorts: [String: Nothing]?
    let hostConfig: HostConfigBody

    enum CodingKeys: String, CodingKey {
        case image = "Image"
        case hostname = "Hostname"
        case user = "User"
        case entrypoint = "Entrypoint"
        case environment = "Env"
        case labels = "Labels"
        case workingDirectory = "WorkingDir"
        case exposedPorts = "ExposedPorts"
        case hostConfig = "HostConfig"
    }

    /// - Throws: `.refused` for values that mean something else to the engine: 0 and less are "no limit" there.
    init(_ specification: ContainerSpecification) throws(EngineError) {
        guard !specification.command.isEmpty else { throw EngineError(.refused, "a container needs a command") }
        image = specification.image
        hostname = specification.hostname
        user = specification.user
        entrypoint = specification.command
        environment = try EnvironmentList(specification.environment).entries
        labels = specification.labels
        workingDirectory = specification.workingDirectory
        hostConfig = try HostConfigBody(specification)
        exposedPorts = hostConfig.portBindings?.mapValues { _ in Nothing() }
    }
}
