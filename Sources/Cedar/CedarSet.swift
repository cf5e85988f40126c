/// A set of values. Its elements are kept sorted and without repetition, so that equal sets have one form.
package struct CedarSet: Hashable, Sendable {
    /// The elements in ascending order of `CedarValue`'s total order.
    package let elements: [CedarValue]

    /// The set of those elements.
    package init(_ elements: [CedarValue]) {
        guard elements.count > 1 else {
            self.elements = elements
            return
        }
        var kept: [CedarValue] = []
        kept.reserveCapacity(elements.count)
        for element in elements.sorted() where kept.last != element { kept.append(element) }
        self.elements = kept
    }

    /// Whether `value` is an element.
    package func contains(_ value: CedarValue) -> Bool {
        if elements.count <= 6 { return elements.contains(value) }
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            let order = elements[middle].order(value)
            if order == 0 { return true }
            if order < 0 { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// Whether every element of `other` is an element.
    package func containsAll(_ other: CedarSet) -> Bool { other.elements.allSatisfy(contains) }

    /// Whether some element of `other` is an element.
    package func containsAny(_ other: CedarSet) -> Bool { other.elements.contains(where: contains) }

    func order(_ other: CedarSet) -> Int {
        for (first, second) in zip(elements, other.elements) {
            let order = first.order(second)
            if order != 0 { return order }
        }
        return elements.count - other.elements.count
    }
}
