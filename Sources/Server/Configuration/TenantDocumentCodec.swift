import Primitives
import Storage
import Wire

/// A tenant's declaration as the documents in which it is stored, and back: one document per agent, tool and policy, so
/// that each has versions of its own.
package enum TenantDocumentCodec {
    private static let lists = [("agent", "agents"), ("tool", "tools"), ("policy", "policies")]

    /// The documents of a declaration that was read without an error.
    package static func drafts(_ json: JSON) throws(ConfigurationError) -> [TenantDocument.Draft] {
        var rest = json.objectValue ?? JSONObject()
        var drafts: [TenantDocument.Draft] = []
        for (kind, key) in lists {
            for (index, element) in (json[key]?.arrayValue ?? []).enumerated() {
                let name =
                    element["id"]?.stringValue ?? element["name"]?.stringValue ?? element["template"]?.stringValue
                drafts.append(
                    TenantDocument.Draft(
                        kind: kind, id: name ?? "\(index)", body: try bytes(element, "/\(key)/\(index)")))
            }
            rest[key] = nil
        }
        drafts.append(TenantDocument.Draft(kind: "tenant", id: "tenant", body: try bytes(.object(rest), "")))
        return drafts
    }

    /// The declaration that the documents hold. Throws `ConfigurationError` when there is none.
    package static func configuration(
        _ documents: [TenantDocument], tenant: TenantID
    ) throws(ConfigurationError) -> TenantConfiguration {
        guard let base = documents.first(where: { $0.kind == "tenant" })?.body.flatMap({ try? JSON.parse($0) }),
            var object = base.objectValue
        else { throw ConfigurationError("", "the tenant has no configuration yet; declare it with 'sayso apply'") }
        for (kind, key) in lists {
            object[key] = .array(
                documents.filter { $0.kind == kind }.compactMap { $0.body.flatMap { try? JSON.parse($0) } })
        }
        object["tenant"] = JSON(tenant.text)
        return try TenantConfiguration(.object(object))
    }

    private static func bytes(_ json: JSON, _ pointer: String) throws(ConfigurationError) -> [UInt8] {
        do { return try json.canonical() } catch { throw ConfigurationError(pointer, "\(error)") }
    }
}
