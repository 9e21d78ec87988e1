/// The commands about what opens a vault.
extension Help {
    /// `amanat passphrase`
    public enum PassphraseCommand {
        /// In one line.
        public static let abstract = Sentence("Change the passphrase, add another, remove one.")
        /// More.
        public static let discussion = Sentence(
            """
            Up to eight passphrases open a vault, each by itself. First one of them is asked for, or taken from \
            --passphrase-file; then the new one, or what is to be done.

            None of this changes the keys that the vault is sealed with. Whoever kept a copy of the vault's folder from \
            before (a backup, an image of a seized disk, what flash memory still holds) opens that copy with a \
            passphrase of then.

            amanat passphrase change
            amanat passphrase change --passphrase-file OLD --new-passphrase-file NEW
            amanat passphrase remove --others
            """)
        /// `--new-passphrase-file`
        public static let newPassphraseFile = Sentence(
            "A file whose first line is the new passphrase; - is standard input.")
    }

    /// `amanat passphrase list`
    public enum PassphraseList {
        /// In one line.
        public static let abstract = Sentence(
            "Say how many passphrases open the vault, and since when.")
        /// More.
        public static let discussion = Sentence(
            "Which they are is written nowhere. Without a passphrase, not even their number can be known."
        )
    }

    /// `amanat passphrase change`
    public enum PassphraseChange {
        /// In one line.
        public static let abstract = Sentence(
            "Set another passphrase in the place of the one that is typed.")
        /// More.
        public static let discussion = Sentence(
            "The others stay as they are. An empty answer takes six random words.")
    }

    /// `amanat passphrase add`
    public enum PassphraseAdd {
        /// In one line.
        public static let abstract = Sentence(
            "Set one more passphrase, beside those that open the vault.")
        /// More.
        public static let discussion = Sentence(
            "For a second person, or to be kept in a safe place. An empty answer takes six random words."
        )
    }

    /// `amanat passphrase remove`
    public enum PassphraseRemove {
        /// In one line.
        public static let abstract = Sentence(
            "Remove the passphrase that is typed, or all the others.")
        /// More.
        public static let discussion = Sentence(
            """
            The last one cannot be removed. Whether the others are still known to anybody, the vault cannot know: \
            without one of them it never opens again.
            """)
        /// `--others`
        public static let others = Sentence("Keep the one that is typed, and remove all others.")
        /// `--yes`
        public static let yes = Sentence("Do not ask whether that is meant.")
    }

    /// `amanat passphrase cost`
    public enum PassphraseCost {
        /// In one line.
        public static let abstract = Sentence("Set what one try of a passphrase costs.")
        /// More.
        public static let discussion = Sentence(
            """
            A higher cost makes guessing slower, and opening as well. The cost is worked into every passphrase, so all \
            that are to stay are asked for, or taken from files.
            """)
        /// `--kdf`
        public static let kdf = Sentence(
            "interactive (64 MiB), moderate (256 MiB) or sensitive (1 GiB).")
        /// `--other-passphrase-file`
        public static let otherPassphraseFile = Sentence(
            "A file with another of the passphrases; may be repeated.")
        /// `--drop-others`
        public static let dropOthers = Sentence("Remove the passphrases that are not given.")
    }
}
