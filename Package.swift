// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target lives under the same rules: Swift 6 concurrency, async functions stay on their caller's
/// executor (so nothing hops off an event loop unseen), strict memory safety, and no warnings.
let rules: [SwiftSetting] = [
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    // Swift 6.3.1's hop optimiser leaves out the switch to an actor's executor where the next thing is a call of a
    // nonisolated(nonsending) function, which then runs on the wrong thread: off its event loop.
    .unsafeFlags(["-Xllvm", "-sil-disable-pass=optimize-hop-to-executor"]),
]

/// libssh is Debian's static archive: the packet guard needs one function that the shared library does not export,
/// and the archive lets GSSAPI be stubbed out (`CLibSSH/gssapi_absent.c`).
let libssh: [LinkerSetting] = [
    .linkedLibrary(":libssh.a"),
    .linkedLibrary("crypto"),
    .linkedLibrary(":libz.so.1"),
    // The two places where libssh lets go of a packet that Gangway puts another in the place of (`CLibSSH/sending.c`).
    .unsafeFlags(["-Xlinker", "--wrap=ssh_buffer_add_data", "-Xlinker", "--wrap=ssh_buffer_add_buffer"]),
    // The calls around libssh's recv, which would take 4 KiB for each poll (`CLibSSH/reading.c`).
    .unsafeFlags([
        "-Xlinker", "--wrap=ssh_poll_new", "-Xlinker", "--wrap=ssh_buffer_allocate",
        "-Xlinker", "--wrap=ssh_buffer_pass_bytes_end",
    ]),
]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "gangway",
    products: [
        .executable(name: "gangway", targets: ["gangway"]),
        .executable(name: "gangway-guest", targets: ["gangway-guest"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["YAML"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        .target(name: "CLibSSH", linkerSettings: libssh),
        .target(name: "CLinux"),
        .target(name: "Model", swiftSettings: rules),
        .target(
            name: "EventLoop",
            dependencies: ["CLinux", .product(name: "HeapModule", package: "swift-collections")],
            swiftSettings: rules),
        .target(name: "SSH", dependencies: ["CLibSSH", "CLinux", "EventLoop", "Model", log], swiftSettings: rules),
        .target(
            name: "Store",
            dependencies: ["Model", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: rules),
        .target(
            name: "Authentication",
            dependencies: [
                "Model", "Store", crypto, .product(name: "CryptoExtras", package: "swift-crypto"),
            ],
            swiftSettings: rules),
        .target(name: "GuestProtocol", dependencies: ["CLinux"], swiftSettings: rules),
        .target(
            name: "Containers",
            dependencies: ["CLinux", "EventLoop", "GuestProtocol", "Model", "Monitoring", crypto, log],
            swiftSettings: rules),
        .target(
            name: "DockerEngine",
            dependencies: [
                "CLinux", "Containers", "EventLoop", "Model",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"), log,
            ],
            swiftSettings: rules),
        .target(
            name: "Hooks",
            dependencies: [
                "CLinux", "Containers", "Model", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            swiftSettings: rules),
        .target(
            name: "Gateway",
            dependencies: [
                "CLinux", "SSH", "Authentication", "Containers", "EventLoop", "Model", "Monitoring", "Recording",
                lifecycle, log,
            ],
            swiftSettings: rules),
        .systemLibrary(name: "CZstd"),
        .target(
            name: "Recording", dependencies: ["CLinux", "CZstd", "Model", crypto], swiftSettings: rules,
            linkerSettings: [.linkedLibrary(":libzstd.a")]),
        .target(
            name: "AdminAPI",
            dependencies: [
                "CLinux", "Containers", "Gateway", "Model", "Recording", log, lifecycle,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOFoundationCompat", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: rules),
        .target(
            name: "Monitoring",
            dependencies: ["CLinux", "EventLoop", .product(name: "CoreMetrics", package: "swift-metrics")],
            swiftSettings: rules),
        .target(
            name: "GangwayCLI",
            dependencies: [
                "AdminAPI", "Authentication", "CLinux", "Containers", "DockerEngine", "EventLoop", "Gateway",
                "GuestProtocol", "Hooks", "Model", "Monitoring", "Recording", "SSH", "Store", log, lifecycle,
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Configuration", package: "swift-configuration"),
                .product(name: "Yams", package: "Yams"),
            ],
            swiftSettings: rules),
        .executableTarget(name: "gangway", dependencies: ["GangwayCLI"], swiftSettings: rules),
        .target(name: "CResolver", linkerSettings: [.linkedLibrary(":libcares.a")]),
        .target(name: "SFTP", dependencies: ["CLinux"], swiftSettings: rules),
        .target(
            name: "GuestAgent", dependencies: ["CLinux", "CResolver", "EventLoop", "GuestProtocol", "SFTP"],
            swiftSettings: rules),
        // Static, without Foundation: it runs in any image.
        .executableTarget(
            name: "gangway-guest", dependencies: ["GuestAgent"], swiftSettings: rules,
            linkerSettings: [.unsafeFlags(["-static-executable"])]),

        .target(
            name: "GatewayTesting",
            dependencies: [
                "Containers", "EventLoop", "Model", "SSH", "CLinux",
                .product(name: "Subprocess", package: "swift-subprocess"),
            ],
            path: "Tests/GatewayTesting", swiftSettings: rules),
        .testTarget(name: "ModelTests", dependencies: ["Model"], swiftSettings: rules),
        .testTarget(
            name: "EventLoopTests", dependencies: ["EventLoop", "GatewayTesting", "CLinux"], swiftSettings: rules),
        .testTarget(
            name: "SSHTests", dependencies: ["SSH", "EventLoop", "GatewayTesting", "Model"], exclude: ["Python"],
            swiftSettings: rules),
        .testTarget(
            name: "StoreTests",
            dependencies: ["Store", "Model", "GatewayTesting", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: rules),
        .testTarget(
            name: "AuthenticationTests", dependencies: ["Authentication", "Model", "Store", "GatewayTesting"],
            swiftSettings: rules),
        .testTarget(
            name: "ContainersTests",
            dependencies: [
                "CLinux", "Containers", "EventLoop", "GatewayTesting", "GuestProtocol", "Model", "Monitoring",
            ],
            swiftSettings: rules),
        .testTarget(
            name: "MonitoringTests",
            dependencies: [
                "Monitoring", "EventLoop", "GatewayTesting", .product(name: "CoreMetrics", package: "swift-metrics"),
                .product(name: "Yams", package: "Yams"),
            ],
            exclude: ["alerts-test.yml"], swiftSettings: rules),
        .testTarget(name: "GuestProtocolTests", dependencies: ["CLinux", "GuestProtocol"], swiftSettings: rules),
        .testTarget(
            name: "GuestAgentTests",
            dependencies: [
                "CLinux", "Containers", "EventLoop", "GatewayTesting", "GuestAgent", "GuestProtocol", "Model",
            ],
            swiftSettings: rules),
        .testTarget(
            name: "SFTPTests", dependencies: ["SFTP", "GatewayTesting"], exclude: ["Python"], swiftSettings: rules),
        .testTarget(
            name: "DockerEngineTests",
            dependencies: [
                "DockerEngine", "Containers", "EventLoop", "GatewayTesting", "Model",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ],
            swiftSettings: rules),
        // Is killed in the middle of its recordings.
        .executableTarget(
            name: "recording-crash", dependencies: ["Recording", "Model"], path: "Tests/RecordingCrash",
            swiftSettings: rules),
        .testTarget(
            name: "RecordingTests",
            dependencies: ["CLinux", "GatewayTesting", "Model", "Recording", "recording-crash"], swiftSettings: rules),
        .testTarget(
            name: "HooksTests", dependencies: ["CLinux", "Hooks", "Containers", "GatewayTesting", "Model"],
            swiftSettings: rules),
        .testTarget(
            name: "GatewayTests", dependencies: ["Gateway", "Containers", "SSH", "Model"], swiftSettings: rules),
        .testTarget(
            name: "AdminAPITests",
            dependencies: [
                "AdminAPI", "Containers", "EventLoop", "Gateway", "GatewayTesting", "Model", "Recording", lifecycle,
            ],
            swiftSettings: rules),
        .testTarget(
            name: "GangwayCLITests",
            dependencies: ["Containers", "GangwayCLI", "GatewayTesting", "Hooks", "Model", "Recording", "gangway"],
            swiftSettings: rules),
        .testTarget(
            name: "EndToEndTests", dependencies: ["GatewayTesting", "Model", "gangway"], exclude: ["Python"],
            swiftSettings: rules),
    ],
    swiftLanguageModes: [.v6]
)
