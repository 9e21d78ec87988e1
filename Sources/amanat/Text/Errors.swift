import ArgumentParser
import TestimonyVault
import Words

extension ValidationError {
    /// A command line that cannot be.
    init(_ sentence: Sentence) {
        self.init(sentence.text())
    }
}

extension Report {
    /// Anything that ended the command.
    static func error(_ error: VaultError) {
        self.error(error.sentence, hint: error.hint)
    }

    /// Names what the work found damaged, and skipped; to be called when all else is said.
    ///
    /// - Throws: the exit status 13 where there is any.
    static func requireNoDamage(_ damage: [VaultError]) throws {
        for error in damage { self.error(.damaged(error)) }
        if !damage.isEmpty { throw ExitCode.damageFound }
    }
}
