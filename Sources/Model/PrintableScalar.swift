extension Unicode.Scalar {
    /// Neither moves a terminal's cursor nor hides or reorders other text, by its Unicode general category.
    public var isPrintable: Bool {
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
