public import Outside
public import Passphrases

/// Questions to a person at a terminal, and what answers them.
extension Sentence {
    /// A prompt.
    public static let passphrasePrompt = Sentence("Passphrase: ")

    /// A prompt, for a file of keys that is sealed itself.
    public static func passphrasePrompt(of input: Input) -> Sentence {
        Sentence("Passphrase of \(input.subject.sentence): ")
    }

    /// Said before the next try.
    public static func wrongPassphrase(triesLeft: Int) -> Sentence {
        Sentence(
            """
            Wrong passphrase. Keyboard layout? Caps Lock? \
            \(triesLeft, "# try is", "# tries are") left.
            """)
    }

    /// Said where tries are not counted.
    public static let wrongPassphrase = Sentence("Wrong passphrase. Keyboard layout? Caps Lock?")
    /// What a wrong passphrase may come from.
    public static let keyboardHint = Sentence("Keyboard layout? Caps Lock?")

    /// What was typed cannot be a passphrase at all.
    public static func noPassphrase(_ problem: PassphraseProblem) -> Sentence {
        guard let hint = problem.hint else {
            return Sentence("This cannot be a passphrase: \(problem.sentence).")
        }
        return Sentence("This cannot be a passphrase: \(problem.sentence); \(hint).")
    }

    /// Nobody can be asked.
    public static let passphraseNeeded = Sentence(
        "a passphrase is needed, and there is no terminal to ask on")
    /// For ``passphraseNeeded``.
    public static let passphraseNeededHint = Sentence(
        "`--passphrase-file PATH` takes it from a file")

    // MARK: Confirming

    /// A prompt. ``Answer/isTypedYes(_:)`` knows the word.
    public static let typeYes = Sentence("Type yes to go on: ")
    /// An answer that is not the word.
    public static let notConfirmedUnchanged = Sentence(
        "it was not confirmed: nothing was changed")
    /// An answer that is not the word.
    public static let notConfirmedUnwritten = Sentence(
        "it was not confirmed: nothing was written")
}
