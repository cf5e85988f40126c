/// Why embedded speech cannot be set up. All of these come at configuration time; calls get a `ModelError`.
package enum EmbeddedSpeechError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A file of the recogniser's model is missing or unreadable.
    case missingModel(path: String)
    /// A grammar uses a word that the pronouncing dictionary does not have.
    case unknownWord(String, grammar: String)
    /// A grammar is not valid JSpeech Grammar Format, or is larger than `limit` bytes.
    case badGrammar(name: String)
    /// The recogniser would not start.
    case recogniser
    /// The synthesiser would not start.
    case synthesiser

    package var description: String {
        switch self {
        case .missingModel(let path):
            "the speech model's file \(path) is missing: install the package pocketsphinx-en-us or name its folder"
        case .unknownWord(let word, let grammar):
            "the grammar \(grammar) uses the word \"\(word)\", which the pronouncing dictionary does not have"
        case .badGrammar(let name): "the grammar \(name) is not valid JSpeech Grammar Format"
        case .recogniser: "the embedded recogniser did not start"
        case .synthesiser: "the embedded synthesiser did not start"
        }
    }
}
