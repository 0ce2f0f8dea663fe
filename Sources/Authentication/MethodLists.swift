public import Model

/// Which methods must succeed, in which order, as sshd's AuthenticationMethods says it: a list of comma lists, of which
/// one must be gone through. `["publickey,password"]`: the key, then the password. `["publickey", "password"]`: either.
public struct MethodLists: Hashable, Sendable {
    private let lists: [[AuthenticationMethod]]

    public static let standard = MethodLists(lists: [[.publicKey], [.password]])

    private init(lists: [[AuthenticationMethod]]) { self.lists = lists }

    /// - Throws: `PolicyError.noMethods`, `.unknownMethod`, `.repeatedMethod`.
    public init(_ texts: [String]) throws(PolicyError) {
        var lists: [[AuthenticationMethod]] = []
        for text in texts { lists.append(try Self.list(text)) }
        guard !lists.isEmpty else { throw .noMethods }
        self.lists = lists
    }

    private static func list(_ text: String) throws(PolicyError) -> [AuthenticationMethod] {
        var methods: [AuthenticationMethod] = []
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let method = AuthenticationMethod(rawValue: String(word)) else {
                throw .unknownMethod(String(word))
            }
            guard !methods.contains(method) else { throw .repeatedMethod(method) }
            methods.append(method)
        }
        return methods
    }

    /// The methods that may come next, each once, in the order they are configured in.
    public var next: [AuthenticationMethod] {
        lists.compactMap(\.first).uniqued
    }

    /// All methods that may ever be asked for.
    var all: [AuthenticationMethod] { lists.flatMap(\.self).uniqued }

    enum Step: Equatable {
        /// One list is gone through.
        case done
        case more(MethodLists)
    }

    /// What is left when `method` has succeeded: the lists that begin with it lose it, the others stay.
    ///
    /// - Returns: nil if no list begins with it.
    func passing(_ method: AuthenticationMethod) -> Step? {
        guard next.contains(method) else { return nil }
        let left = lists.map { $0.first == method ? Array($0.dropFirst()) : $0 }
        return left.contains(where: \.isEmpty) ? .done : .more(MethodLists(lists: left))
    }
}

extension [AuthenticationMethod] {
    fileprivate var uniqued: Self {
        reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
}
