import Model
import Synchronization

/// How many sessions whose client is gone each user still keeps open for what writes to their output.
final class Lingering: Sendable {
    private let counts = Mutex<[UserName: Int]>([:])

    /// Each costs a descriptor here and one of the engine's; one program can hold the output of any number.
    private static let limit = 64

    /// - Returns: false where the user has too many already; otherwise `leave` must follow.
    func enter(_ user: UserName) -> Bool {
        counts.withLock { counts in
            guard counts[user, default: 0] < Self.limit else { return false }
            counts[user, default: 0] += 1
            return true
        }
    }

    func leave(_ user: UserName) {
        counts.withLock { counts in
            guard let count = counts[user] else { return }
            counts[user] = count > 1 ? count - 1 : nil
        }
    }
}
