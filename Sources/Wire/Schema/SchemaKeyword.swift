/// A keyword with its value, its place and its neighbours.
struct SchemaKeyword {
    let name: String
    let value: JSON
    let place: JSONPointer
    let node: Int
    let object: JSONObject

    init(_ name: String, _ value: JSON, _ place: JSONPointer, node: Int, of object: JSONObject) {
        self.name = name
        self.value = value
        self.place = place
        self.node = node
        self.object = object
    }

    func invalid(_ expected: String) -> JSONSchemaError { .invalidValue(at: place.text, expected: expected) }
}
