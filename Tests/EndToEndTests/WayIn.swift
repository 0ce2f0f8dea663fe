/// The ways into a workspace; what is tested of sessions holds for each.
enum WayIn: String, CaseIterable, Sendable {
    case guest, exec
}
