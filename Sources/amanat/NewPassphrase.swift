import Passphrases
import Terminal
import TestimonyVault

extension CommonOptions {
    /// A passphrase that is new: from the file that was named; else asked twice, or six random words
    /// that are shown once.
    ///
    /// - Parameter context: what somebody who holds what it protects knows of its owner.
    /// - Throws: ``VaultError`` where it is too easy to guess, nobody can be asked, or the person
    ///   breaks it off.
    func newPassphrase(knowing context: [String] = []) throws -> VaultPassphrase {
        guard passphraseFile == nil, let terminal = terminal() else {
            let given =
                passphraseFile == nil
                ? try ask("New passphrase: ") : try passphrase()
            if let weakness = given.weakness(knowing: context) {
                throw VaultError(
                    .refused, "this passphrase will not do: \(weakness)",
                    hint: weakness.advice)
            }
            return given
        }
        while true {
            let first = try Self.ask(terminal, "New passphrase (empty: six random words): ")
            if first.isEmpty { return try Self.showWords(on: terminal) }
            if let weakness = first.weakness(knowing: context) {
                terminal.write(
                    "This will not do: \(weakness). An empty answer takes six random words.\n")
                continue
            }
            let second = try Self.ask(terminal, "The same again: ")
            if second.isSame(as: first) { return first }
            terminal.write("The two differ.\n")
        }
    }

    private static func showWords(on terminal: borrowing Terminal) throws -> VaultPassphrase {
        let passphrase = VaultPassphrase.generated()
        // On the alternate screen, so that the words do not stay in the scrollback.
        terminal.write("\u{1B}[?1049h\u{1B}[2J\u{1B}[H")
        defer { terminal.write("\u{1B}[2J\u{1B}[3J\u{1B}[H\u{1B}[?1049l") }
        terminal.write("Your passphrase:\n\n    \(passphrase.revealed())\n\n")
        terminal.write("Learn it, or keep it where nobody finds it with this laptop.\n")
        while true {
            let typed = try ask(terminal, "Type it: ")
            if typed.isSame(as: passphrase) { return passphrase }
            terminal.write("That is not it.\n")
        }
    }
}
