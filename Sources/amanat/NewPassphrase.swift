import Passphrases
import Terminal
import TestimonyVault

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
                    .refused, "this passphrase will not do: \(weakness)",
                    hint: weakness.advice)
            }
            return given
        }
        guard let terminal = terminal() else {
            throw VaultError(
                .refused, "a new passphrase is needed, and there is no terminal to ask on",
                hint: "it can be taken from a file; `--help` says how")
        }
        terminal.hideTyping()
        while true {
            let first = try Self.ask(terminal, "New passphrase (empty: six random words): ")
            if first.isEmpty { return try Self.showWords(on: terminal) }
            if let weakness = first.weakness(knowing: context) {
                terminal.say(
                    "This will not do: \(weakness). An empty answer takes six random words.")
                continue
            }
            let second = try Self.ask(terminal, "The same again: ")
            if second.isSame(as: first) { return first }
            terminal.write("The two differ.\n")
        }
    }

    private static func showWords(on terminal: borrowing Terminal) throws -> VaultPassphrase {
        let passphrase = VaultPassphrase.generated()
        var mistake = ""
        while true {
            // On the alternate screen, so that the words do not stay in the scrollback.
            let page = terminal.wrapped(
                """
                Your passphrase:

                    \(passphrase.revealed())

                Learn it, or keep it where nobody finds it with this laptop.
                \(mistake)Type it:
                """, hanging: 4)
            let typed = try ask(terminal, page + " ", onAlternateScreen: true)
            if typed.isSame(as: passphrase) { return passphrase }
            mistake = "That is not it. "
        }
    }
}
