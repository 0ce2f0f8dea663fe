import Containers
import Foundation
import Model
import Store

/// What is remembered of running workspaces, in the store. Written only where something of it changed.
actor WorkspaceLives {
    private let store: Store
    /// As the store has it; nil: not known.
    private var kept: [UserName: String]?

    init(_ store: Store) { self.store = store }

    /// A record that an older or newer version wrote otherwise is forgotten: the workspace begins anew then.
    func read() async throws -> [UserName: WorkspaceLife] {
        let texts = try await store.workspaceLives()
        kept = texts
        let decoder = JSONDecoder()
        return texts.compactMapValues { try? decoder.decode(WorkspaceLife.self, from: Data($0.utf8)) }
    }

    func keep(_ lives: [UserName: WorkspaceLife]) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let texts = try lives.mapValues { String(decoding: try encoder.encode($0), as: UTF8.self) }
        guard texts != kept else { return }
        // Not known until it is written: the next one is written then, whatever became of this one.
        kept = nil
        try await store.replaceWorkspaceLives(texts)
        kept = texts
    }
}
