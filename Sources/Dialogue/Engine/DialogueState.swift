import Wire

/// Where a conversation stands: derived from its items alone, every time, so that nothing needs to be remembered.
struct DialogueState {
    /// The name of the intent whose slots are being filled, or whose call is under way.
    var active: String?
    /// The values of the slots of the active intent.
    var filled = JSONObject()
    /// The slot that the agent asked for last.
    var asked: String?
    /// How often in a row it asked for the same slot.
    var timesAsked = 0
    /// The values said earlier in the conversation, for intents that carry them over.
    var memory = JSONObject()
    /// The values that each offered choice fills.
    var offers: [JSONObject] = []
    /// The intent that a bare value means.
    var next: String?
    /// How often in a row nothing was understood.
    var misses = 0
    /// How often each intent with several sentences was answered.
    var turns: [String: Int] = [:]

    /// Forgets what was being asked for.
    mutating func settle() {
        for member in filled.members { memory[member.key] = member.value }
        (active, asked, timesAsked) = (nil, nil, 0)
        filled = JSONObject()
    }
}

/// What the engine wants done.
package enum DialogueReaction: Equatable, Sendable {
    /// Say this.
    case say(String)
    /// Call this tool with these arguments.
    case call(tool: String, arguments: JSON)
}
