import Passphrases
import Terminal
import TestimonyVault
import Words

extension CommonOptions {
    /// A passphrase that is new: from a file; else asked twice, or six random words that are shown once.
    ///
    /// - Parameters:
    ///   - file: that holds it; nil to ask.
    ///   - context: what it must not be made of, such as the vault's own name.
    /// - Throws: ``VaultError`` where it is too easy to guess, nobody can be asked, or the person
    ///   breaks it off.
    func newPassphrase(inFile file: String?, knowing context: [String] = []) throws
        -> VaultPassphrase
    {
        if let file {
            let given = try Self.passphrase(inFile: file)
            if let weakness = given.weakness(knowing: context) {
                throw VaultError(
                    .refused, "weakPassphrase", .weakPassphrase(weakness), hint: weakness.hint)
            }
            return given
        }
        guard let terminal = terminal() else {
            throw VaultError(
                .refused, "newPassphraseNeeded", .newPassphraseNeeded,
                hint: .newPassphraseNeededHint)
        }
        terminal.hideTyping()
        while true {
            let first = try Self.ask(terminal, .newPassphrasePrompt)
            if first.isEmpty { return try Self.showWords(on: terminal) }
            if let weakness = first.weakness(knowing: context) {
                terminal.say(.weakPassphraseTyped(weakness))
                continue
            }
            let second = try Self.ask(terminal, .sameAgainPrompt)
            if second.isSame(as: first) { return first }
            terminal.say(.twoDiffer)
        }
    }

    private static func showWords(on terminal: borrowing Terminal) throws -> VaultPassphrase {
        let passphrase = VaultPassphrase.generated()
        var isMistaken = false
        while true {
            // On the alternate screen, so that the words do not stay in the scrollback.
            let typed = try ask(
                terminal, .learnWords(passphrase.revealed(), isMistaken: isMistaken),
                onAlternateScreen: true)
            if typed.isSame(as: passphrase) { return passphrase }
            isMistaken = true
        }
    }
}
