import GRDB
import Model

/// Somebody may have edited the file by hand: what comes out of it is checked, where GRDB's subscript would trap.
extension Row {
    func value<Value: DatabaseValueConvertible>(_ column: Column) throws -> Value {
        let stored: DatabaseValue = self[column]
        guard let value = Value.fromDatabaseValue(stored) else {
            throw StoreError.unusable(cause: "its column \(column.name) holds what does not belong there")
        }
        return value
    }

    func userName(_ column: Column) throws -> UserName {
        guard let name = UserName(try value(column) as String) else {
            throw StoreError.unusable(cause: "it holds a user name that breaks the rule")
        }
        return name
    }

    func profileName(_ column: Column) throws -> ProfileName? {
        guard let text = try value(column) as String? else { return nil }
        guard let name = ProfileName(text) else {
            throw StoreError.unusable(cause: "it holds a name of a profile or a group that breaks the rule")
        }
        return name
    }

    func forwarding(_ column: Column) throws -> ForwardingOverrides {
        try ForwardingOverrides(json: try value(column))
    }
}
