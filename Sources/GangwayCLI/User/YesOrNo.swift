import ArgumentParser

/// The value of an option that may also be left out.
enum YesOrNo: String, CaseIterable, ExpressibleByArgument {
    case yes, no

    init(_ isYes: Bool) { self = isYes ? .yes : .no }

    var isYes: Bool { self == .yes }
}
