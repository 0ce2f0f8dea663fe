import Foundation
import Model
import Testing

struct ForwardingOverridesTests {
    /// One for each field, with its encoded form and what it makes of the default policy.
    private static let each: [(json: String, change: @Sendable (inout ForwardingPolicy) -> Void)] = [
        (#"{"tcp":"local"}"#, { $0.tcp = .local }), (#"{"streamlocal":"remote"}"#, { $0.streamLocal = .remote }),
        (#"{"agent":false}"#, { $0.agent = false }), (#"{"x11":false}"#, { $0.x11 = false }),
        (#"{"permit_open":["none"]}"#, { $0.permitOpen = .none }),
        (#"{"permit_listen":["none"]}"#, { $0.permitListen = .none }),
        (#"{"gateway_ports":"clientspecified"}"#, { $0.gatewayPorts = .clientSpecified }),
    ]

    private static func decode(_ json: String) throws -> ForwardingOverrides {
        try JSONDecoder().decode(ForwardingOverrides.self, from: Data(json.utf8))
    }

    private static func encode(_ overrides: ForwardingOverrides) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(overrides), as: UTF8.self)
    }

    @Test("What is not overridden is the gateway's")
    func empty() {
        let overrides = ForwardingOverrides()
        var policy = ForwardingPolicy()
        #expect(overrides.isEmpty && overrides.applied(to: policy) == policy)
        policy.tcp = .no
        policy.agent = false
        policy.permitOpen = .none
        #expect(overrides.applied(to: policy) == policy)
    }

    @Test("Each field is overridden for itself, and encoded under its setting's name")
    func eachField() throws {
        for (json, change) in Self.each {
            let overrides = try Self.decode(json)
            var expected = ForwardingPolicy()
            change(&expected)
            #expect(!overrides.isEmpty, "\(json)")
            #expect(overrides.applied(to: ForwardingPolicy()) == expected, "\(json)")
            #expect(expected != ForwardingPolicy(), "\(json)")
            #expect(try Self.encode(overrides) == json)
        }
        #expect(try Self.encode(ForwardingOverrides()) == "{}")
        #expect(try Self.decode("{}").isEmpty)
    }

    @Test("Over earlier overrides each field goes for itself too, and what it does not name stays")
    func overEarlier() throws {
        let full = #"""
            {"agent":true,"gateway_ports":"yes","permit_listen":["any"],"permit_open":["any"],"streamlocal":"yes",\#
            "tcp":"yes","x11":true}
            """#
        let earlier = try Self.decode(full)
        #expect(ForwardingOverrides().applied(to: earlier) == earlier)
        #expect(earlier.applied(to: ForwardingOverrides()) == earlier)
        for (json, change) in Self.each {
            var expected = earlier.applied(to: ForwardingPolicy())
            change(&expected)
            let result = try Self.decode(json).applied(to: earlier)
            #expect(result.applied(to: ForwardingPolicy()) == expected && result != earlier, "\(json)")
        }
    }

    @Test("An override may also permit what the gateway does not")
    func widening() throws {
        var policy = ForwardingPolicy()
        policy.tcp = .no
        policy.permitOpen = .none
        let overrides = try Self.decode(#"{"tcp":"yes","permit_open":["db:5432"]}"#)
        let result = overrides.applied(to: policy)
        #expect(result.permitsOpen(.tcp(host: "db", port: 5432)) && !result.permitsOpen(.tcp(host: "db", port: 1)))
    }

    @Test(
        "What cannot be read is an error, also a field that is not known: it may forbid something",
        arguments: [
            "[]", "null", #"{"tcp":"maybe"}"#, #"{"tcp":true}"#, #"{"agent":"no"}"#, #"{"permit_open":[]}"#,
            #"{"permit_open":["x"]}"#, #"{"permit_open":["any","a:80"]}"#, #"{"permit_listen":[8080]}"#,
            #"{"gateway_ports":"some"}"#, #"{"tunnel":"no"}"#, #"{"permitOpen":["none"]}"#,
        ])
    func unreadable(json: String) {
        #expect(throws: (any Error).self) { try Self.decode(json) }
    }
}
