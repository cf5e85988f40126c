import Models

/// One entry of a conversation, with the id by which clients know it.
package struct Entry: Sendable, Equatable {
    /// Unique within the call: `item_7`.
    package let id: String
    /// What happened.
    package var item: ConversationItem
}
