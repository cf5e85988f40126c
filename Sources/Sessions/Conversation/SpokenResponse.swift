/// One answer to the client: items of words that are spoken one after the other.
struct SpokenResponse: Sendable {
    /// One item of the answer.
    struct Item: Sendable {
        let id: String
        let index: Int
        /// A gate's prompt: heard by the caller, never shown to the model.
        let isPrompt: Bool
        var text: [String] = []
        var pending: Set<Int> = []
        var isOpen = true
        var hasEnded = false
    }

    let id: String
    var items: [Item] = []
    var sentenceCount = 0

    /// The item that takes the next sentence.
    var open: Item? { items.last.flatMap { $0.isOpen ? $0 : nil } }

    /// Whether sound of it is still to be sent.
    var isPending: Bool { items.contains { !$0.pending.isEmpty } }

    /// Whether the item belongs to this answer and has not ended.
    func isSaying(_ item: String) -> Bool { items.contains { $0.id == item && !$0.hasEnded } }

    /// The place of an item in the answer.
    func index(of item: String) -> Int { items.first { $0.id == item }?.index ?? 0 }

    /// Adds a sentence to the open item.
    mutating func add(_ text: String, number: Int?) {
        guard let last = items.indices.last else { return }
        sentenceCount += 1
        items[last].text.append(text)
        if let number { items[last].pending.insert(number) }
    }

    /// Notes that a sentence was sent.
    mutating func sent(_ number: Int) {
        for index in items.indices { items[index].pending.remove(number) }
    }

    /// Closes the open item to further sentences.
    mutating func closeItem() {
        if let last = items.indices.last { items[last].isOpen = false }
    }

    /// Takes the items that have ended since the last call: closed, with nothing left to send.
    mutating func takeEnded() -> [Item] {
        takeItems { !$0.isOpen && $0.pending.isEmpty }
    }

    /// Takes the items that have not ended, as cut.
    mutating func takeCut() -> [Item] {
        takeItems { _ in true }
    }

    private mutating func takeItems(where isTaken: (Item) -> Bool) -> [Item] {
        var taken: [Item] = []
        for index in items.indices where !items[index].hasEnded && isTaken(items[index]) {
            items[index].hasEnded = true
            items[index].isOpen = false
            items[index].pending = []
            taken.append(items[index])
        }
        return taken
    }
}
