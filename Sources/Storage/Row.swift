/// One row of a result, copied out of the database.
package struct Row: Sendable, Hashable {
    /// The values of the columns, in the order of the query.
    package let values: [SQLValue]

    /// A row of those values.
    package init(values: [SQLValue]) { self.values = values }

    /// The value of column `index`, counted from 0. Throws `malformedRow` when there is no such column or it holds
    /// another type than the one asked for.
    package func get<Value: SQLColumn>(_ index: Int, as type: Value.Type = Value.self) throws(StorageError) -> Value {
        guard values.indices.contains(index), let value = Value(sqlValue: values[index]) else {
            throw .malformedRow(column: index)
        }
        return value
    }
}
