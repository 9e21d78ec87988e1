/// The commands that other tools' files go through.
extension Help {
    /// `amanat identity`
    public enum IdentityCommand {
        /// In one line.
        public static let abstract = Sentence("The vault's own age identity.")
    }

    /// `amanat identity export`
    public enum IdentityExport {
        /// In one line.
        public static let abstract = Sentence(
            "Write the opening key as an age identity, for standard tools.")
        /// More.
        public static let discussion = Sentence(
            """
            Whoever has this file opens everything that was ever sealed to this vault, without a \
            passphrase. Write it only where it is as safe as the testimonies must be. A recorder's \
            key opens receipts only.

            It is of the post-quantum kind (AGE-SECRET-KEY-PQ-1…), which age 1.3 and later know; \
            `amanat age decrypt -i FILE` knows it too.
            """)
        /// `--out`
        public static let out = Sentence("Write to a new file, not to standard output.")
        /// `--yes`
        public static let yes = Sentence("Do not ask whether that is meant.")
    }

    /// `amanat age`
    public enum AgeCommand {
        /// In one line.
        public static let abstract = Sentence("Plain age files, outside of any vault.")
        /// More.
        public static let discussion = Sentence(
            """
            What `age` 1.3 and later reads and writes, and earlier ones with classic keys: no SSH keys, no \
            plugins. A name that is left out, or is -, is standard input or output. Files of \
            recipients and identities hold one key a line; lines that begin with # are comments.

            amanat age keygen -p -o key.age
            amanat age keygen -y key.age > recipient.txt
            amanat age encrypt -R recipient.txt -o letter.age letter.txt
            amanat age decrypt -i key.age -o letter.txt letter.age
            """)
        /// `--output` of what writes a file.
        public static let output = Sentence(
            """
            Write to a file, which only its owner can read, and which takes the place of one that \
            has the name.
            """)
        /// The argument.
        public static let input = Sentence("The file; else standard input.")
    }

    /// `amanat age keygen`
    public enum Keygen {
        /// In one line.
        public static let abstract = Sentence(
            "Make a key pair: post-quantum, unless told otherwise.")
        /// `--output`
        public static let output = Sentence(
            "Write the identity to a new file; nothing is replaced.")
        /// `--classic`
        public static let classic = Sentence("An X25519 key, which older tools know.")
        /// `--passphrase`
        public static let passphrase = Sentence("Seal the identity with a passphrase.")
        /// `--recipients-of`
        public static let recipientsOf = Sentence(
            "Make nothing: print the recipients of the identities in a file.")
    }

    /// `amanat age encrypt`
    public enum Encrypt {
        /// In one line.
        public static let abstract = Sentence("Encrypt a file.")
        /// More.
        public static let discussion = Sentence(
            """
            To recipients (-r, -R, -i, as many as wanted) or with a passphrase (-p), not both. \
            Post-quantum recipients (age1pq1…) and classic ones (age1…) cannot share a file: the \
            weakest decides.
            """)
        /// `--recipient`
        public static let recipient = Sentence("To this recipient; may be repeated.")
        /// `--recipients-file`
        public static let recipientsFile = Sentence("To the recipients in a file; may be repeated.")
        /// `--identity`
        public static let identity = Sentence(
            "To the public halves of the identities in a file; may be repeated.")
        /// `--passphrase`
        public static let passphrase = Sentence("With a passphrase.")
        /// `--armor`
        public static let armor = Sentence("As ASCII armor.")
    }

    /// `amanat age decrypt`
    public enum Decrypt {
        /// In one line.
        public static let abstract = Sentence("Decrypt a file, armored or not.")
        /// More.
        public static let discussion = Sentence(
            """
            Without an identity, a passphrase is asked for if the file needs one. A file of \
            identities may itself be sealed with a passphrase, which is asked for then. To a file, \
            nothing is written before all of it is authentic.
            """)
        /// `--identity`
        public static let identity = Sentence("A file with identities; may be repeated.")
    }

    /// `amanat age inspect`
    public enum Inspect {
        /// In one line.
        public static let abstract = Sentence(
            "Show what anybody can see of an age file, without a key.")
    }
}
