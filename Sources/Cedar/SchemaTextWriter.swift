extension SchemaDocument {
    /// The schema in the human-readable syntax.
    package var text: String {
        namespaces.map { namespace in
            let body = namespace.declarations.joined(separator: "\n\n")
            if namespace.name == "" { return body }
            let indented = body.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
            return "\(annotationLines(namespace.annotations))namespace \(namespace.name) {\n\(indented)\n}"
        }.joined(separator: "\n\n") + "\n"
    }
}

private func annotationLines(_ annotations: [(name: Text, value: Text)], separator: String = "\n") -> String {
    annotations.map { "@\($0.name)(\(quoted($0.value)))\(separator)" }.joined()
}

/// A name as it is, or in quotes when it is no identifier.
private func nameOrString(_ name: Text) -> String { isIdentifier(name) ? name.string : quoted(name) }

extension SchemaDocument.Namespace {
    fileprivate var declarations: [String] {
        commonTypes.map { "\(annotationLines($0.annotations))type \($0.name) = \($0.type.text);" }
            + entities.map(\.text) + actions.map(\.text)
    }
}

extension SchemaDocument.EntityDeclaration {
    fileprivate var text: String {
        let head = "\(annotationLines(annotations))entity \(name)"
        if let ids { return "\(head) enum [\(ids.map(quoted).joined(separator: ", "))];" }
        let groups = parents.isEmpty ? "" : " in [\(parents.map(\.string).joined(separator: ", "))]"
        return "\(head)\(groups) = \(shape.text)\(tags.map { " tags \($0.text)" } ?? "");"
    }
}

extension SchemaDocument.ActionDeclaration {
    fileprivate var text: String {
        let groups = parents.map { parent in
            parent.type.map { "\($0)::\(quoted(parent.id))" } ?? nameOrString(parent.id)
        }
        let membership = groups.isEmpty ? "" : " in [\(groups.joined(separator: ", "))]"
        let applying = appliesTo.flatMap { $0.principals.isEmpty || $0.resources.isEmpty ? nil : $0 }
        let scope = applying.map { scope in
            let principals = scope.principals.map(\.string).joined(separator: ", ")
            let resources = scope.resources.map(\.string).joined(separator: ", ")
            return " appliesTo { principal: [\(principals)], resource: [\(resources)], context: \(scope.context.text) }"
        }
        return "\(annotationLines(annotations))action \(nameOrString(name))\(membership)\(scope ?? "");"
    }
}

extension TypeExpression {
    fileprivate var text: String {
        switch self {
        case .name(let name), .common(let name), .entity(let name), .builtIn(let name): name.string
        case .set(let element): "Set<\(element.text)>"
        case .record(let attributes):
            attributes.isEmpty
                ? "{}" : "{ " + attributes.map(\.text).joined(separator: ", ") + " }"
        }
    }
}

extension AttributeDeclaration {
    fileprivate var text: String {
        "\(annotationLines(annotations, separator: " "))\(nameOrString(name))\(isRequired ? "" : "?"): \(type.text)"
    }
}
