import Testing

@testable import SSH

@Suite
struct ReplyQueueTests {
    @Test("answers leave in the order of the requests, whatever the order they are given in")
    func order() {
        var queue = ReplyQueue<String>()
        let first = queue.enter("first") ?? .max
        let second = queue.enter("second") ?? .max
        let third = queue.enter("third") ?? .max
        #expect(queue.answer(third, .failure).isEmpty)
        #expect(queue.answer(second, .success(boundPort: 2)).isEmpty)
        let sent = queue.answer(first, .success(boundPort: 1))
        #expect(sent.map(\.0) == ["first", "second", "third"])
        #expect(sent.map(\.1) == [.success(boundPort: 1), .success(boundPort: 2), .failure])
    }

    @Test("a request is answered once")
    func once() {
        var queue = ReplyQueue<String>()
        let first = queue.enter("first") ?? .max
        let second = queue.enter("second") ?? .max
        #expect(queue.answer(second, .failure).isEmpty)
        #expect(queue.answer(second, .success(boundPort: 1)).isEmpty)
        #expect(queue.answer(first, .failure).map(\.1) == [.failure, .failure])
        #expect(queue.answer(first, .failure).isEmpty)
    }

    @Test("the queue takes no more than its limit, and goes on once something is answered")
    func bounded() {
        var queue = ReplyQueue<Int>()
        let first = queue.enter(0) ?? .max
        for number in 1..<ReplyQueue<Int>.limit { #expect(queue.enter(number) != nil) }
        #expect(queue.enter(-1) == nil)
        #expect(queue.answer(first, .failure).count == 1)
        #expect(queue.enter(-1) != nil)
    }
}
