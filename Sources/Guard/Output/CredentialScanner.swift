/// Finds keys, tokens and passwords by their formats and, for unknown ones, by their randomness.
enum CredentialScanner {
    /// A format of keys: what it begins with and how many key bytes follow at least.
    struct Format {
        let rule: String, prefix: [UInt8], minimum: Int
        init(_ rule: String, _ prefix: String, _ minimum: Int) {
            self.rule = "credential.\(rule)"
            self.prefix = Array(prefix.utf8)
            self.minimum = minimum
        }
    }

    /// The formats, by their issuers' published prefixes.
    static let formats: [Format] = [
        Format("api-key", "sk_", 8), Format("api-key", "sk-", 12), Format("client-secret", "ek_", 8),
        Format("api-key", "pk_live_", 8), Format("api-key", "rk_live_", 8), Format("api-key", "whsec_", 8),
        Format("aws", "AKIA", 12), Format("aws", "ASIA", 12), Format("github", "ghp_", 12),
        Format("github", "gho_", 12), Format("github", "ghu_", 12), Format("github", "ghs_", 12),
        Format("github", "ghr_", 12), Format("github", "github_pat_", 12), Format("gitlab", "glpat-", 12),
        Format("slack", "xoxb-", 8), Format("slack", "xoxp-", 8), Format("slack", "xoxa-", 8),
        Format("slack", "xapp-", 8),
        Format("google", "AIza", 20), Format("google", "ya29.", 12), Format("npm", "npm_", 20),
        Format("huggingface", "hf_", 16), Format("age", "AGE-SECRET-KEY-", 8),
    ]

    /// How many tokens a key may be cut into by spaces.
    private static let glueLimit = 12

    /// The findings in `tokens`, whose ranges are in the sentence, and in what is spelled out, which stops the sentence.
    static func scan(_ tokens: [Token], spelled: [String]) -> [Finding] {
        var findings: [Finding] = []
        for index in tokens.indices { findings += found(at: index, in: tokens) }
        for text in spelled {
            let token = [Token(spelled: text)]
            findings += found(at: 0, in: token, ignoringCase: true).map {
                Finding(hit: GuardHit($0.hit.rule + ".spelled", .stop), range: 0..<0)
            }
        }
        return findings
    }

    private static func found(at index: Int, in tokens: [Token], ignoringCase: Bool = false) -> [Finding] {
        if let finding = known(at: index, in: tokens, ignoringCase: ignoringCase) { return [finding] }
        let token = tokens[index]
        if isWebToken(token.text) { return [stop("credential.jwt", token.range)] }
        if isPEM(at: index, in: tokens) { return [stop("credential.pem", token.range)] }
        if let finding = announced(at: index, in: tokens) { return [finding] }
        if isRandom(token.text) { return [Finding(hit: GuardHit("credential.entropy", .mask), range: token.range)] }
        return []
    }

    private static func stop(_ rule: String, _ range: Range<Int>) -> Finding {
        Finding(hit: GuardHit(rule, .stop), range: range)
    }

    /// A token that begins with a known prefix; its rest may follow after spaces.
    private static func known(at index: Int, in tokens: [Token], ignoringCase: Bool) -> Finding? {
        for format in formats {
            for start in starts(of: format.prefix, in: tokens[index].text, ignoringCase: ignoringCase) {
                var rest = tokens[index].text[(start + format.prefix.count)...].prefix(while: isKeyByte)
                var last = index
                while !isSecret(rest, format), last + 1 < tokens.count, last - index < glueLimit,
                    looksLikePart(tokens[last + 1].text) || rest.isEmpty
                {
                    last += 1
                    rest += tokens[last].text.prefix(while: isKeyByte)
                }
                guard isSecret(rest, format) else { continue }
                return stop(format.rule, tokens[index].range.lowerBound..<tokens[last].range.upperBound)
            }
        }
        return nil
    }

    private static func isSecret(_ rest: ArraySlice<UInt8>, _ format: Format) -> Bool {
        rest.count >= format.minimum && rest.contains(where: isDigit)
    }

    /// A piece of a key cut by spaces: it has a digit, or capitals inside, or is one sign.
    private static func looksLikePart(_ text: [UInt8]) -> Bool {
        text.count <= 2 || text.contains(where: isDigit) || text.dropFirst().contains { (0x41...0x5A).contains($0) }
    }

    /// The places where `prefix` begins a name: at the start or after a byte that is no letter or digit.
    private static func starts(of prefix: [UInt8], in text: [UInt8], ignoringCase: Bool) -> [Int] {
        guard text.count >= prefix.count else { return [] }
        return (0...text.count - prefix.count).filter { start in
            guard start == 0 || !isLetterOrDigit(text[start - 1]) else { return false }
            return zip(text[start...], prefix).allSatisfy { ignoringCase ? $0 | 0x20 == $1 | 0x20 : $0 == $1 }
        }
    }

    /// A compact JSON Web Token (RFC 7519): three base64url parts, the first of which begins with `{"`.
    private static func isWebToken(_ text: [UInt8]) -> Bool {
        guard let start = firstIndex(of: "eyJ", in: text) else { return false }
        let parts = text[start...].split(separator: 0x2E, omittingEmptySubsequences: false)
        return parts.count >= 2 && parts[0].count >= 10 && parts[1].count >= 8
    }

    private static func isPEM(at index: Int, in tokens: [Token]) -> Bool {
        let words = tokens[index..<min(tokens.count, index + 5)].map { $0.text.map { $0 & 0xDF } }
        guard let first = words.first, first.suffix(5).elementsEqual("BEGIN".utf8) else { return false }
        let rest = words.dropFirst().flatMap(\.self)
        return firstIndex(of: "KEY", in: rest) != nil || firstIndex(of: "CERTIFICATE", in: rest) != nil
    }

    /// A value that the text itself calls secret: `Bearer …`, `password is …`, `token: …`.
    private static func announced(at index: Int, in tokens: [Token]) -> Finding? {
        guard announcers.contains(String(decoding: squeezed(tokens[index].text), as: UTF8.self)) else { return nil }
        for next in tokens[(index + 1)...].prefix(3) {
            let word = String(decoding: squeezed(next.text), as: UTF8.self)
            if ["is", "token", "key", "the", "equals", ""].contains(word) { continue }
            guard next.text.count >= 6, next.text.contains(where: isDigit), hasLetter(next.text) else { return nil }
            return stop("credential.announced", tokens[index].range.lowerBound..<next.range.upperBound)
        }
        return nil
    }

    private static let announcers: Set<String> = [
        "bearer", "password", "passphrase", "passcode", "secret", "apikey", "token", "credential", "authorization",
    ]

    /// A long token of mixed letters and digits without the repetitions of words.
    private static func isRandom(_ text: [UInt8]) -> Bool {
        let core = text.filter(isLetterOrDigit)
        guard core.count >= 20, core.count * 10 >= text.count * 8, text.allSatisfy(isKeyByte) else { return false }
        let digits = core.count(where: isDigit)
        return digits >= 3 && digits < core.count && entropy(core) >= 3.5
    }

    private static func hasLetter(_ text: [UInt8]) -> Bool { text.contains { isLetterOrDigit($0) && !isDigit($0) } }

    private static func firstIndex(of needle: String, in text: [UInt8]) -> Int? {
        let needle = Array(needle.utf8)
        guard text.count >= needle.count else { return nil }
        return (0...text.count - needle.count).first { text[$0...].starts(with: needle) }
    }
}
