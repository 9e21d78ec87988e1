/// Plain age files, outside of any vault.
extension Sentence {
    /// What goes together on the command line.
    public static let recipientsOrPassphrase = Sentence(
        "Give recipients (-r, -R, -i), or a passphrase (-p): one of the two.")
    /// What goes together on the command line.
    public static let nothingMadeWithY = Sentence(
        "With -y nothing is made: leave out -p, -o and --classic.")
    /// What goes together on the command line.
    public static let passphraseFileNeedsUse = Sentence("--passphrase-file goes with -p or -y.")

    /// Standard output is a terminal.
    public static let notText = Sentence(
        "an encrypted file is not text, and would disturb the terminal")
    /// For ``notText``.
    public static let notTextHint = Sentence(
        "`-o FILE` writes it to a file, `-a` makes it text, `-o -` insists")

    /// A recipient on the command line, from 1. Its text is not repeated.
    public static func badRecipient(_ number: Int, _ reason: Sentence) -> Sentence {
        Sentence("recipient \(number): \(reason)")
    }

    /// For ``badRecipient(_:_:)``.
    public static let badRecipientHint = Sentence(
        "`-r` takes age1…; `-R FILE` takes a file of such")
    /// A label.
    public static let publicKey = Sentence("public key")

    // MARK: What anybody can see

    /// What the file is.
    public static func ageFile(isArmored: Bool) -> Sentence {
        isArmored ? Sentence("An age file, armored.") : Sentence("An age file.")
    }

    /// A label.
    public static let stanzasLabel = Sentence("Stanzas:")

    /// Stanzas of one kind.
    public static func stanzas(_ count: Int, _ type: String) -> Sentence {
        Sentence("\(count) × \(line: type)")
    }

    /// A label.
    public static let postQuantumLabel = Sentence("Post-quantum:")

    /// Whether every stanza stays closed to quantum computers.
    public static func isPostQuantum(_ isPostQuantum: Bool) -> Sentence {
        isPostQuantum ? Sentence("yes") : Sentence("no, or not for all")
    }

    /// A label.
    public static let headerLabel = Sentence("Header:")
    /// A label.
    public static let payloadLabel = Sentence("Payload:")
    /// A label.
    public static let plaintextLabel = Sentence("Plaintext:")

    /// Bytes to the last one.
    public static func bytes(_ count: Int) -> Sentence {
        Sentence("\(count, "# byte", "# bytes")")
    }

    /// How long the plaintext is; nil where the payload cannot be whole.
    public static func plaintext(_ byteCount: Int?) -> Sentence {
        guard let byteCount else {
            return Sentence("no payload has this length: the file is cut off")
        }
        return Sentence("\(byteCount, "# byte", "# bytes"), with any padding")
    }
}
