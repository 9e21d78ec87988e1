public import Passphrases

/// Passphrases that are new, that are changed, and that go.
extension Sentence {
    /// A prompt.
    public static let newPassphrasePrompt = Sentence("New passphrase (empty: six random words): ")
    /// A prompt.
    public static let sameAgainPrompt = Sentence("The same again: ")
    /// A prompt.
    public static let otherPassphrasePrompt = Sentence("Another passphrase (empty: no more): ")
    /// What was typed twice.
    public static let twoDiffer = Sentence("The two differ.")

    /// A passphrase in a file is too easy to guess.
    public static func weakPassphrase(_ weakness: VaultPassphrase.Weakness) -> Sentence {
        Sentence("this passphrase will not do: \(weakness.sentence)")
    }

    /// A passphrase that was typed is too easy to guess.
    public static func weakPassphraseTyped(_ weakness: VaultPassphrase.Weakness) -> Sentence {
        Sentence("This will not do: \(weakness.sentence). An empty answer takes six random words.")
    }

    /// Nobody can be asked.
    public static let newPassphraseNeeded = Sentence(
        "a new passphrase is needed, and there is no terminal to ask on")
    /// For ``newPassphraseNeeded``, where the option differs from command to command.
    public static let newPassphraseNeededHint = Sentence(
        "it can be taken from a file; `--help` says how")
    /// For ``newPassphraseNeeded``.
    public static let newPassphraseFileHint = Sentence(
        "`--new-passphrase-file PATH` takes it from a file")

    /// A prompt that shows the words of a new passphrase, on a screen of their own.
    public static func learnWords(_ words: String, isMistaken: Bool) -> Sentence {
        isMistaken
            ? Sentence(
                """
                Your passphrase:

                    \(words)

                Learn it, or keep it where nobody finds it with this laptop.
                That is not it. Type it: 
                """)
            : Sentence(
                """
                Your passphrase:

                    \(words)

                Learn it, or keep it where nobody finds it with this laptop.
                Type it: 
                """)
    }

    // MARK: What was changed

    /// What was done, and what opens the vault now.
    public static func passphrases(_ done: PassphraseChange, count: Int) -> Sentence {
        let open = passphrasesOpen(count)
        return switch done {
        case .changed: Sentence("The passphrase was changed. \(open)")
        case .added: Sentence("One was added. \(open)")
        case .removed: Sentence("It was removed. \(open)")
        case .othersRemoved: Sentence("The others were removed. \(open)")
        case .noOther: Sentence("There was no other. \(open)")
        case .costSet: Sentence("The cost was set. \(open)")
        }
    }

    /// What can become of a vault's passphrases.
    public enum PassphraseChange: Sendable {
        case changed, added, removed, othersRemoved, noOther, costSet
    }

    private static func passphrasesOpen(_ count: Int) -> Sentence {
        count == 1
            ? Sentence("One passphrase opens the vault.")
            : Sentence("\(count, "# passphrase opens", "# passphrases open") the vault.")
    }

    /// After a passphrase went.
    public static let oldCopiesOpen = Sentence(
        """
        a copy of the vault from before, in a backup or on a seized disk, still opens with \
        what opened it then
        """)
    /// Asked before.
    public static let othersGo = Sentence("All passphrases but the one you typed are removed.")
    /// Asked before.
    public static let typedGoes = Sentence(
        """
        The passphrase you typed is removed. Without one of the others, this vault never opens \
        again.
        """)
    /// Nobody can be asked.
    public static let removalUnconfirmed = Sentence(
        "what is removed opens the vault no more: it must be confirmed")
    /// For ``removalUnconfirmed``.
    public static let removalUnconfirmedHint = Sentence("`--yes` confirms it")
    /// Where a new cost is set, for which all are needed.
    public static let otherOpensNothing = Sentence(
        "one of the other passphrases opens nothing: nothing was changed")

    // MARK: What there is

    /// A passphrase, by the time at which it was set.
    public static func passphrase(setAt time: String, isTyped: Bool) -> Sentence {
        isTyped ? Sentence("Set \(time) (the one typed now)") : Sentence("Set \(time)")
    }

    /// What one try of a passphrase takes: the name that `--kdf` has for it.
    public static func passphraseCost(_ cost: String) -> Sentence {
        Sentence("Cost of a try: \(cost)")
    }

    /// Damage.
    public static let slotsAltered = Sentence(
        "keyslots was altered: it is not known which passphrases open this vault")
    /// For ``slotsAltered``.
    public static let slotsAlteredHint = Sentence(
        "`amanat passphrase remove --others` keeps the one typed alone")
}
