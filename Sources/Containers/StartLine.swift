/// A bounded number of places, given out in the order of asking. Belongs to one actor.
struct StartLine {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(places: Int) {
        free = max(1, places)
    }

    /// Takes a place if one is free.
    mutating func enter() -> Bool {
        guard free > 0 else { return false }
        free -= 1
        return true
    }

    /// Resumes `continuation` once a place is given to it. There is one per user at most.
    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        waiting.append(continuation)
    }

    /// Gives a place back: to the first in line, if any.
    mutating func leave() {
        if waiting.isEmpty {
            free += 1
        } else {
            waiting.removeFirst().resume()
        }
    }
}
