import Containers

extension Profiles {
    /// What is needed of a guest agent: all that any profile needs.
    var wayIn: WayInChoice {
        let choices = all.map(\.wayIn)
        if choices.contains(.guest) { return .guest }
        return choices.allSatisfy { $0 == .exec } ? .exec : .automatic
    }
}
