import Glibc

/// Where PocketSphinx's model for a language lies: acoustic model, pronouncing dictionary, language model.
package struct SpeechModelFolder: Sendable, Equatable {
    /// The folder itself; Debian's package `pocketsphinx-en-us` fills the standard one.
    package let path: String

    /// Where Debian puts American English.
    package static let standardPath = "/usr/share/pocketsphinx/model/en-us"

    /// The model at `path`. Throws `missingModel` with the first file that cannot be read.
    package init(path: String = standardPath) throws(EmbeddedSpeechError) {
        self.path = path
        for file in [acousticModel + "/mdef", acousticModel + "/means", dictionary, languageModel]
        where unsafe access(file, R_OK) != 0 {
            throw .missingModel(path: file)
        }
    }

    var acousticModel: String { path + "/en-us" }
    var dictionary: String { path + "/cmudict-en-us.dict" }
    var languageModel: String { path + "/en-us.lm.bin" }
}
