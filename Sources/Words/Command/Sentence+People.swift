public import Statements
public import SystemPackage

/// Vaults, cards, and whose they are.
extension Sentence {
    /// What goes together on the command line.
    public static let generateAndFile = Sentence(
        "--generate and --passphrase-file exclude each other.")

    /// A vault was made.
    public static func made(_ role: Role, _ name: String, at path: FilePath) -> Sentence {
        switch role {
        case .recorder: Sentence("Made a recorder's vault for \(quoted: name) at \(path: path).")
        case .coordinator:
            Sentence("Made a coordinator's vault for \(quoted: name) at \(path: path).")
        case .keeper: Sentence("Made a keeper's vault for \(quoted: name) at \(path: path).")
        }
    }

    /// A label.
    public static let safetyNumberLabel = Sentence("Safety number:")
    /// A label.
    public static let passphraseLabel = Sentence("Passphrase:")
    /// What to do when a vault was made.
    public static let exchangeCards = Sentence(
        "Next: `amanat card --out FILE`, and exchange cards.")

    /// Where the card was written.
    public static func cardWritten(_ path: FilePath) -> Sentence {
        Sentence("Card: \(path: path)")
    }

    // MARK: Enrolling

    /// A card is shown, to be compared.
    public static func compare(
        _ name: String, _ role: Role, _ device: String, number: String
    ) -> Sentence {
        Sentence(
            """
            This card says: \(card(name, role, device))
            Safety number of this card: \(number)
            Compare it with \(quoted: name), in person or by voice.
            """)
    }

    /// A prompt.
    public static let numberPrompt = Sentence("Type the number that you heard: ")

    /// Nobody can be asked.
    public static func numberNeeded(_ name: String) -> Sentence {
        Sentence(
            "the safety number of \(quoted: name) must be confirmed: nothing was changed")
    }

    /// For ``numberNeeded(_:)``.
    public static let numberNeededHint = Sentence(
        "`--confirm NUMBER` takes the number that the card's owner says")

    /// Somebody is known from now on.
    public static func enrolled(_ name: String, _ role: Role, _ device: String) -> Sentence {
        Sentence("Enrolled \(card(name, role, device))")
    }

    /// Somebody was known.
    public static func enrolledBefore(_ name: String) -> Sentence {
        Sentence("\(quoted: name) was enrolled before; nothing changed.")
    }

    // MARK: The opening key

    /// Nobody can be asked.
    public static let keyOpensAll = Sentence(
        """
        whoever has the opening key opens everything that was ever sealed to this vault, without \
        a passphrase
        """)
    /// For ``keyOpensAll``.
    public static let keyOpensAllHint = Sentence("`--yes` confirms that it shall leave the vault")
    /// Said before a person confirms.
    public static let keyWarning = Sentence(
        """
        WARNING: whoever has this key opens everything that was ever sealed to this vault, \
        without a passphrase, for ever.
        """)
}
