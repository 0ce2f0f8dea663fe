/// Calls `body` with each element, for at most `limit` of them at the same time.
/// - Returns: what came of each, in the order in which they ended.
func concurrently<Element: Sendable, Value: Sendable>(
    _ elements: [Element], atMost limit: Int, _ body: @escaping @Sendable (Element) async -> Value
) async -> [Value] {
    await withTaskGroup(of: Value.self) { group in
        var values: [Value] = []
        for (index, element) in elements.enumerated() {
            if index >= limit, let value = await group.next() { values.append(value) }
            group.addTask { await body(element) }
        }
        for await value in group { values.append(value) }
        return values
    }
}
