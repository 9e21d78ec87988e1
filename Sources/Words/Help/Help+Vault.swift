/// The commands that make a vault, and say who is known to it.
extension Help {
    /// `amanat init`
    public enum Init {
        /// In one line.
        public static let abstract = Sentence("Make a vault.")
        /// More.
        public static let discussion = Sentence(
            """
            A recorder's vault seals testimonies to coordinators and holds no key that opens them. A \
            coordinator's vault opens what recorders sealed.

            The passphrase is asked twice; an empty answer takes six random words. It cannot be \
            recovered: without it, this vault does not open.
            """)
        /// `--role`
        public static let role = Sentence("recorder or coordinator.")
        /// `--name`
        public static let name = Sentence("A pseudonym. Others will see it.")
        /// `--kdf`
        public static let kdf = Sentence(
            """
            What one try of the passphrase costs: interactive (64 MiB), moderate (256 MiB; a \
            recorder's default) or sensitive (1 GiB; a coordinator's).
            """)
        /// `--generate`
        public static let generate = Sentence(
            "Take six random words as the passphrase, and print them.")
    }

    /// `amanat card`
    public enum CardCommand {
        /// In one line.
        public static let abstract = Sentence(
            "Show or write this vault's own card and safety number.")
        /// More.
        public static let discussion = Sentence(
            """
            Give the file to those whom you work with, and read your safety number to them, in person or \
            by voice. Whoever enrols the card types that number.
            """)
        /// `--out`
        public static let out = Sentence("Write the card to a file.")
    }

    /// `amanat enroll`
    public enum Enroll {
        /// In one line.
        public static let abstract = Sentence(
            "Trust somebody's card, after comparing the safety number.")
        /// More.
        public static let discussion = Sentence(
            """
            Ask the card's owner for their safety number, in person or by a voice that you know, and type \
            what they say. Do not copy it from this screen: a card that was swapped on the way has \
            another number, and only its owner can tell.
            """)
        /// The argument.
        public static let card = Sentence("The file with the card.")
        /// `--confirm`
        public static let confirm = Sentence(
            """
            The safety number, as its owner said it: "12345 67890 …".
            """)
    }
}
