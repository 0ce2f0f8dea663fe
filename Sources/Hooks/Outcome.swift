/// What `work` comes to, or nil where that takes longer than `limit` or the caller's task is cancelled.
///
/// Work that is late is cancelled and ends by itself, unobserved: what it waits for may be something that cannot be
/// hurried, such as a program on a file system that hangs.
@concurrent func outcome<Value: Sendable>(
    of work: @escaping @Sendable () async -> Value, within limit: Duration
) async -> Value? {
    let (values, continuation) = AsyncStream<Value>.makeStream()
    let worker = Task.detached {
        continuation.yield(await work())
        continuation.finish()
    }
    let timer = Task.detached {
        try? await Task.sleep(for: limit)
        continuation.finish()
    }
    defer {
        timer.cancel()
        worker.cancel()
    }
    var iterator = values.makeAsyncIterator()
    return await iterator.next()
}
