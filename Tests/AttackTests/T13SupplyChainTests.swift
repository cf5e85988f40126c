import Testing

/// ThreatModel/T13-supply-chain.md: code that somebody else can change is built or loaded.
@Suite("T13 a supplier's code turns")
struct T13SupplyChainTests {
    @Test("the package names no other package, no plug-in, no binary and no macro")
    func package() throws {
        let text = try #require(Repository.text("Package.swift"))
        for foreign in [".package(", "url:", ".plugin(", ".binaryTarget(", ".macro(", "unsafeFlags"] {
            #expect(!text.contains(foreign), "Package.swift holds \(foreign)")
        }
        #expect(Repository.text("Package.resolved") == nil)
    }

    @Test("bootstrap installs from Debian's own archive alone")
    func bootstrap() throws {
        let text = try #require(Repository.text("Scripts/bootstrap"))
        let code = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        for word in [
            "curl ", "wget ", "| sh", "| bash", "apt-key", "sources.list", "--allow-unauthenticated", "pip ", "npm ",
        ] {
            #expect(!code.contains { $0.contains(word) && !$0.hasPrefix("lib") }, "Scripts/bootstrap holds \(word)")
        }
    }

    @Test("the talk page loads nothing from elsewhere")
    func talkPage() throws {
        let files = Repository.files(under: "Sources/Server/Talk")
        try #require(files.contains { $0.hasSuffix(".html") }, "the talk page has moved")
        for file in files {
            // The namespace of SVG is a name, not an address that is fetched.
            let text = try #require(Repository.text(file)).replacing("http://www.w3.org/2000/svg", with: "")
            for foreign in ["https://", "http://", "src=\"//", "eval(", "new Function", "innerHTML", "document.write"] {
                #expect(!text.contains(foreign), "\(file) holds \(foreign)")
            }
        }
        let html = try #require(files.first { $0.hasSuffix(".html") }.flatMap(Repository.text))
        #expect(!html.contains("style=\""))
        #expect(!html.contains("onclick="))
    }

    @Test("the talk page may load only itself, and may not be framed")
    func contentSecurityPolicy() throws {
        let text = try #require(Repository.text("Sources/Server/Routes/TalkPage.swift"))
        for rule in ["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            #expect(text.contains(rule), "\(rule) is missing")
        }
        #expect(!text.contains("unsafe-inline"))
        #expect(!text.contains("unsafe-eval"))
    }
}
