/// One dimension of an instrument: a closed enum, so that what users and peers send can never become a label.
///
/// A time series is kept per value for ever, so values are known when the code is built. There is no way to make a label
/// from text, and an enum with payloads does not conform. The cases are numbered from 0 without gaps.
public protocol MetricLabel: LabelSet, CaseIterable, Hashable, RawRepresentable<UInt8> {
    /// As in `gangway_sessions{kind="shell"}`.
    static var labelName: String { get }
    /// The case's name in snake case, where a type says nothing else: `clientLeft` becomes `client_left`.
    var labelValue: String { get }
}

extension MetricLabel {
    public var labelValue: String {
        "\(self)".reduce(into: "") { text, character in
            text += character.isUppercase ? "_" + character.lowercased() : String(character)
        }
    }

    public static var names: [String] { [labelName] }
    public static var all: [Self] { Array(allCases) }
    public var values: [String] { [labelValue] }
    public var index: Int { Int(rawValue) }
}
