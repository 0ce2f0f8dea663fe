import Foundation
import GRDB
import GatewayTesting
import Glibc
import Model
import Testing

@testable import Store

struct StoreOpeningTests {
    @Test("A new file and all files beside it can be read by their owner alone")
    func privateFiles() async throws {
        let folder = try TemporaryFolder()
        let store = try await Store.open(at: folder.path + "/gangway.sqlite")
        try await store.addAccount(try name("alice"))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(
            files == ["gangway.sqlite", "gangway.sqlite-shm", "gangway.sqlite-wal", "gangway.sqlite.lock"])
        for file in files {
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/" + file)[.posixPermissions]
            #expect(mode as? Int == 0o600, "\(file)")
        }
        try await store.close()
    }

    @Test("The file is a write-ahead logged database with foreign keys, synced at each change")
    func pragmas() async throws {
        try await withStore { store in
            let pragmas = try await store.write { database in
                try ["journal_mode", "foreign_keys", "synchronous", "busy_timeout"].map {
                    try String.fetchOne(database, sql: "PRAGMA \($0)")
                }
            }
            #expect(pragmas == ["wal", "1", "2", "5000"])
        }
    }

    @Test("What was stored is there after closing and opening again")
    func reopening() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let first = try await Store.open(at: path)
        let added = try await first.addAccount(try name("alice"), passwordHash: "hash")
        try await first.close()
        #expect(!FileManager.default.fileExists(atPath: path + "-wal"), "all is in the one file that one would copy")
        let second = try await Store.open(at: path)
        #expect(try await second.accounts() == [added])
        try await second.close()
    }

    @Test("A closed store answers with an error")
    func closed() async throws {
        let folder = try TemporaryFolder()
        let store = try await Store.open(at: folder.path + "/gangway.sqlite")
        try await store.close()
        await #expect(throws: StoreError.self) { try await store.accounts() }
    }

    @Test("Many may open a file that does not exist yet at once")
    func openingAtOnce() async throws {
        let folder = try TemporaryFolder()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<16 {
                group.addTask {
                    // Sixteen in turn, each with its syncs, while other tests have the processors.
                    let store = try await Store.open(at: folder.path + "/gangway.sqlite", patience: .seconds(300))
                    try await store.addAccount(try name("user\(number)"))
                }
            }
            try await group.waitForAll()
        }
        let store = try await Store.open(at: folder.path + "/gangway.sqlite")
        #expect(try await store.accounts().count == 16)
        try await store.close()
    }

    @Test("A missing folder is named")
    func missingFolder() async throws {
        let folder = try TemporaryFolder()
        await #expect(throws: StoreError.folderMissing(path: folder.path + "/none")) {
            try await Store.open(at: folder.path + "/none/gangway.sqlite")
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("A file that others may read is refused", arguments: [0o640, 0o604, 0o620])
    func openToOthers(mode: mode_t) async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        try await Store.open(at: path).close()
        unsafe #expect(chmod(path, mode) == 0)
        await #expect(throws: StoreError.notPrivate(path: path)) { try await Store.open(at: path) }
    }

    @Test("A file with a newer schema is refused, and keeps its schema and its rows")
    func newerSchema() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let store = try await Store.open(at: path)
        let account = try await store.addAccount(try name("alice"))
        try await store.write { database in
            try database.execute(sql: "INSERT INTO grdb_migrations VALUES ('99-from-the-future')")
            try database.execute(sql: "CREATE TABLE future (line TEXT)")
        }
        let schema = try await Self.schema(store)
        await #expect(throws: StoreError.newerSchema(path: path)) { try await Store.open(at: path) }
        #expect(try await Self.schema(store) == schema)
        #expect(try await store.accounts() == [account])
        try await store.close()
        await #expect(throws: StoreError.newerSchema(path: path)) { try await Store.open(at: path) }
    }

    private static func schema(_ store: Store) async throws -> [String] {
        try await store.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT sql FROM sqlite_master WHERE sql NOTNULL UNION ALL SELECT identifier FROM grdb_migrations")
        }
    }

    @Test("A file from before forwarding keeps its accounts, who may forward what the gateway lets them")
    func beforeForwarding() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let old = try DatabaseQueue(path: path)
        try Store.migrator.migrate(old, upTo: "1-accounts")
        try await old.write { database in
            try database.execute(
                sql: "INSERT INTO account VALUES ('alice', '2026-01-01 00:00:00.000', 1, 'hash')")
        }
        try old.close()
        unsafe #expect(chmod(path, 0o600) == 0)
        let store = try await Store.open(at: path)
        let alice = try await store.account(named: try name("alice"))
        #expect(alice.isDisabled && alice.passwordHash == "hash" && alice.forwarding.isEmpty)
        try await store.close()
    }

    @Test("A file from before profiles keeps its accounts and keys, who have the standard profile")
    func beforeProfiles() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let old = try DatabaseQueue(path: path)
        try Store.migrator.migrate(old, upTo: "3-admins-and-runs")
        try await old.write { database in
            try database.execute(
                sql: "INSERT INTO account VALUES ('alice', '2026-01-01 00:00:00.000', 0, 'hash', ?, 1)",
                arguments: [#"{"tcp":"no"}"#])
            try database.execute(
                sql: """
                    INSERT INTO authorizedKey
                    VALUES ('alice', 'ssh-ed25519', 'AAAA', 'SHA256:1', '', '2026-01-01 00:00:00.000')
                    """)
        }
        try old.close()
        unsafe #expect(chmod(path, 0o600) == 0)
        let store = try await Store.open(at: path)
        let alice = try #require(try await store.accountForLogin(of: try name("alice")))
        #expect(alice.isAdmin && alice.passwordHash == "hash" && alice.forwarding.tcp == .no)
        #expect(alice.profile == nil && alice.group == nil && alice.effectiveProfile == nil)
        #expect(try await store.keys(of: alice.name).map(\.blob) == ["AAAA"])
        #expect(try await store.groups().isEmpty)
        #expect(try await store.workspaceLives().isEmpty)
        try await store.close()
    }

    @Test("A file that is no database is refused and left as it is")
    func noDatabase() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/gangway.sqlite"
        let text = Data(String(repeating: "not a database ", count: 100).utf8)
        #expect(FileManager.default.createFile(atPath: path, contents: text, attributes: [.posixPermissions: 0o600]))
        await #expect(throws: StoreError.self) { try await Store.open(at: path) }
        #expect(try Data(contentsOf: URL(filePath: path)) == text)
    }

    @Test("What does not belong into the file is an error, not a trap")
    func editedByHand() async throws {
        try await withStore { store in
            try await store.write { database in
                try database.execute(
                    sql: "INSERT INTO account VALUES ('alice', 'some day', 0, NULL, '{}', 0, NULL, NULL)")
            }
            await #expect(throws: StoreError.self) { try await store.accounts() }
            try await store.write { database in
                try database.execute(sql: "UPDATE account SET name = '../x', created = '2026-01-01 00:00:00.000'")
            }
            await #expect(throws: StoreError.self) { try await store.accounts() }
            for json in ["", "no JSON", #"{"tcp":"some"}"#, #"{"tunnel":"no"}"#] {
                try await store.write { database in
                    try database.execute(sql: "UPDATE account SET name = 'alice', forwarding = ?", arguments: [json])
                }
                await #expect(throws: StoreError.self) { try await store.accounts() }
                await #expect(throws: StoreError.self) { try await store.accountForLogin(of: try name("alice")) }
            }
            try await store.write { database in
                try database.execute(sql: "UPDATE account SET forwarding = '{}', profile = '../x'")
            }
            await #expect(throws: StoreError.self) { try await store.accounts() }
            await #expect(throws: StoreError.self) { try await store.accountForLogin(of: try name("alice")) }
        }
    }

    @Test("Waiting for another process that opens the file has a limit")
    func lockLimit() async throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/some.lock"
        let held = try await FileLock.acquire(at: path, patience: .zero)
        await #expect(throws: StoreError.busy) {
            try await FileLock.acquire(at: path, patience: .milliseconds(50))
        }
        held.release()
        // A process being started by another test has the descriptor until its exec.
        try await FileLock.acquire(at: path, patience: .seconds(5)).release()
    }
}
