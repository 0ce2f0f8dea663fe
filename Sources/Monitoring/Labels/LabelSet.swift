/// The labels of one instrument, all of them from closed sets.
public protocol LabelSet: Sendable {
    static var names: [String] { get }
    /// Every combination there can be.
    static var all: [Self] { get }
    /// In the order of `names`.
    var values: [String] { get }
    /// A small number of its own among `all`; there may be gaps.
    var index: Int { get }
}

/// For an instrument with one time series.
public struct NoLabels: LabelSet {
    public static let names: [String] = []
    public static let all = [NoLabels()]
    public var values: [String] { [] }
    public var index: Int { 0 }
}

/// For an instrument with two dimensions.
public struct LabelPair<First: MetricLabel, Second: MetricLabel>: LabelSet {
    private let first: First
    private let second: Second

    init(_ first: First, _ second: Second) {
        self.first = first
        self.second = second
    }

    public static var names: [String] { [First.labelName, Second.labelName] }
    public static var all: [Self] { First.allCases.flatMap { first in Second.allCases.map { Self(first, $0) } } }
    public var values: [String] { [first.labelValue, second.labelValue] }
    /// No enum has more than 32 cases (a test looks).
    public var index: Int { Int(first.rawValue) << 5 | Int(second.rawValue) }
}
