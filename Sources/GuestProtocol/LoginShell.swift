/// How a container says which login shell its user has, where that is not what its passwd file says. Sessions don't see
/// the variable.
public enum LoginShell {
    public static let variable = "GANGWAY_SHELL"
}
