import ArgumentParser
import TestimonyVault
import Words

extension VaultError {
    /// Something that the command itself does not do.
    init(_ kind: Kind, _ sentence: Sentence, hint: Sentence? = nil) {
        self.init(kind, sentence.text(), hint: hint?.text())
    }
}

extension ValidationError {
    /// A command line that cannot be.
    init(_ sentence: Sentence) {
        self.init(sentence.text())
    }
}

extension Report {
    /// Anything that ended the command.
    static func error(_ error: VaultError) {
        self.error(.plain(error.message), hint: error.hint.map { .plain($0) })
    }
}
