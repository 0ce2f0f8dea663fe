import Testing

@testable import AdminAPI

struct AdminActionTests {
    @Test("an action's names are dotted and come once")
    func names() {
        let names = AdminAction.Name.allCases.map(\.rawValue)
        #expect(Set(names).count == names.count && names.allSatisfy { $0.contains(".") })
    }
}
