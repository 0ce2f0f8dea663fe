import Foundation
import Testing

@testable import DockerEngine

struct PullProgressTests {
    private static func percents(_ lines: [String]) throws -> [Int] {
        var progress = PullProgress()
        return try lines.map {
            progress.note(try JSONDecoder().decode(PullLine.self, from: Data($0.utf8)))
            return progress.percent
        }
    }

    @Test("one layer goes from 0 to 99 through downloading and unpacking")
    func layer() throws {
        let percents = try Self.percents([
            #"{"status":"Pulling from a/b","id":"latest"}"#,
            #"{"status":"Pulling fs layer","progressDetail":{},"id":"l1"}"#,
            #"{"status":"Downloading","progressDetail":{"current":50,"total":100},"id":"l1"}"#,
            #"{"status":"Download complete","progressDetail":{},"id":"l1"}"#,
            #"{"status":"Extracting","progressDetail":{"current":50,"total":100},"id":"l1"}"#,
            #"{"status":"Pull complete","progressDetail":{},"id":"l1"}"#,
            #"{"status":"Digest: sha256:00"}"#,
        ])
        #expect(percents == [0, 0, 35, 70, 85, 99, 99])
    }

    @Test("layers count by size, unknown ones as the average, present ones not at all")
    func sizes() throws {
        let percents = try Self.percents([
            #"{"status":"Already exists","id":"l0"}"#,
            #"{"status":"Pulling fs layer","id":"l1"}"#,
            #"{"status":"Pulling fs layer","id":"l2"}"#,
            #"{"status":"Downloading","progressDetail":{"current":300,"total":300},"id":"l1"}"#,
            #"{"status":"Pull complete","id":"l1"}"#,
            #"{"status":"Downloading","progressDetail":{"current":0,"total":100},"id":"l2"}"#,
        ])
        #expect(percents == [0, 0, 0, 35, 50, 75])
    }

    @Test("the percentage never falls, nor does a layer, and nonsense does not move it")
    func monotone() throws {
        let percents = try Self.percents([
            #"{"status":"Downloading","progressDetail":{"current":90,"total":100},"id":"l1"}"#,
            #"{"status":"Downloading","progressDetail":{"current":10,"total":100},"id":"l1"}"#,
            #"{"status":"Downloading","progressDetail":{"current":0,"total":9000},"id":"l2"}"#,
            #"{"status":"Downloading","progressDetail":{"current":-5,"total":-9},"id":"l3"}"#,
            #"{"status":"Downloading","progressDetail":{"current":500,"total":100},"id":"l1"}"#,
            #"{}"#,
        ])
        #expect(percents == [63, 63, 63, 63, 63, 63])
    }
}
