import Testing

@testable import Cedar

@Suite("The authoriser")
struct AuthorizerTests {
    private let request = Request(
        principal: EntityUID("User", "alice"), action: EntityUID("Action", "view"), resource: EntityUID("Photo", "p1"),
        context: CedarRecord([("level", 3), ("tags", ["a", "b"]), ("nested", ["deep": ["flag": true]])]))

    private func entities() throws -> Entities {
        try Entities([
            Entity(
                EntityUID("User", "alice"), attributes: CedarRecord([("age", 40)]), parents: [EntityUID("Group", "g1")]),
            Entity(EntityUID("Group", "g1"), parents: [EntityUID("Group", "g2")]),
            Entity(EntityUID("Group", "g2")),
            Entity(EntityUID("Action", "view"), parents: [EntityUID("Action", "read")]),
        ])
    }

    private func response(_ text: String) throws -> Response {
        try PolicySet.parse(text, name: "test").authorize(request, entities())
    }

    @Test("denies when no policy applies")
    func deniesByDefault() throws {
        let response = try response("")
        #expect(response.decision == .deny)
        #expect(response.determiningPolicies.isEmpty)
    }

    @Test("lets one forbid override every permit and names it")
    func forbidOverrides() throws {
        let response = try response(
            """
            @id("p") permit(principal, action, resource);
            @id("f") forbid(principal, action, resource) when { context.level == 3 };
            """)
        #expect(response.decision == .deny)
        #expect(response.determiningPolicies == ["f"])
    }

    @Test("skips a failing policy and reports it")
    func reportsFailures() throws {
        let response = try response(
            """
            @id("p") permit(principal, action, resource);
            @id("f") forbid(principal, action, resource) when { principal.missing };
            """)
        #expect(response.decision == .allow)
        #expect(response.errors == [PolicyFailure(policy: "f", error: .missingAttribute("missing"))])
    }

    @Test(
        "finds policies by any part of the scope",
        arguments: [
            "principal == User::\"alice\", action, resource", "principal in Group::\"g2\", action, resource",
            "principal is User, action, resource", "principal is User in Group::\"g1\", action, resource",
            "principal, action == Action::\"view\", resource", "principal, action in Action::\"read\", resource",
            "principal, action in [Action::\"x\", Action::\"read\", Action::\"view\"], resource",
            "principal, action, resource == Photo::\"p1\"", "principal, action, resource is Photo",
        ])
    func scopes(_ scope: String) throws {
        #expect(try response("permit(\(scope));").decision == .allow)
        let others = (0..<80).map { "permit(principal == User::\"u\($0)\", action, resource);" }.joined()
        #expect(try response(others + "permit(\(scope));").determiningPolicies == ["test#80"])
    }

    @Test(
        "keeps policies out whose scope does not fit",
        arguments: [
            "principal == User::\"bob\", action, resource", "principal in Group::\"g3\", action, resource",
            "principal is Group, action, resource", "principal, action in [], resource",
            "principal, action == Action::\"read\", resource", "principal, action, resource in Group::\"g1\"",
        ])
    func otherScopes(_ scope: String) throws { #expect(try response("permit(\(scope));").decision == .deny) }

    @Test("compares strings by their bytes, not by canonical equivalence")
    func bytesNotCharacters() throws {
        #expect(
            try response(#"permit(principal, action, resource) when { "\u{e9}" == "e\u{301}" };"#).decision == .deny)
        #expect(EntityUID("User", "\u{e9}") != EntityUID("User", "e\u{301}"))
        #expect(CedarRecord([("\u{e9}", 1)])["e\u{301}"] == nil)
    }
}
