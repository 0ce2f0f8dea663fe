import ArgumentParser
import Foundation
import Model

/// One thing for several users: what fails for one is told, and the others get theirs.
struct UserBatch {
    let users: [UserName]

    /// At the same time; a stop takes some seconds.
    private static let concurrency = 4

    /// - Parameter body: does it for one, and says what was done.
    /// - Throws: `ExitCode` where it failed for any.
    func run(_ body: @escaping @Sendable (UserName) async throws -> String) async throws {
        var rest = users[...]
        var hasFailed = false
        try await withThrowingTaskGroup(of: Result<String, any Error>.self) { group in
            func next() {
                guard let user = rest.popFirst() else { return }
                group.addTask {
                    do { return .success(try await body(user)) } catch { return .failure(error) }
                }
            }
            for _ in 0..<Self.concurrency { next() }
            while let result = try await group.next() {
                switch result {
                case .success(let text): try StandardOutput.print(text)
                case .failure(let error):
                    // The only one's failure is the command's own.
                    if users.count == 1 { throw error }
                    hasFailed = true
                    let sentence = (error as? any UserFacingError)?.userMessage ?? error.localizedDescription
                    FileHandle.standardError.write(Data("Error: \(Printable.text(sentence))\n".utf8))
                }
                next()
            }
        }
        if hasFailed { throw ExitCode(1) }
    }
}
