/// What `amanat help` says of every command: what it does, and what its arguments and options take.
///
/// Each command has a namespace of its own here, named as its type is.
public enum Help {
    /// The headings over commands that belong together.
    public enum Groups {
        /// Making one, and who is known to it.
        public static let vault = Sentence("Vault")
        /// What opens it.
        public static let key = Sentence("Key")
        /// What it is for.
        public static let testimony = Sentence("Testimony")
        /// What travels.
        public static let handOff = Sentence("Hand-off")
        /// What can be shown to be so.
        public static let proof = Sentence("Proof")
        /// What goes without this program.
        public static let standardTool = Sentence("Standard-tool")
    }

    /// What stands for a value, as in `--vault <dir>`.
    public enum Values {
        /// How dear a passphrase's tries are.
        public static let cost = Sentence("cost")
        /// A folder.
        public static let folder = Sentence("dir")
        /// A file.
        public static let file = Sentence("file")
        /// An id.
        public static let id = Sentence("id")
        /// A time.
        public static let minutes = Sentence("minutes")
        /// Somebody.
        public static let name = Sentence("name")
        /// A safety number.
        public static let number = Sentence("number")
        /// A file, or standard input.
        public static let path = Sentence("path")
        /// Whom something is sealed to.
        public static let recipient = Sentence("recipient")
    }

    /// `amanat`
    public enum Amanat {
        /// In one line.
        public static let abstract = Sentence("An offline-first, encrypted testimony vault.")
        /// More.
        public static let discussion = Sentence(
            """
            A recorder seals testimonies to coordinators, and cannot open them again. Sealed bundles \
            travel in any folder; coordinators take them in, open them, and send receipts back.

            Begin with `amanat init`, exchange cards (`amanat card`, `amanat enroll`), then `amanat \
            seal` and `amanat sync FOLDER`.

            Exit status: 0 done; 1 refused or failed; 3 done in part; 10 no vault there; 11 vault in \
            use; 12 wrong passphrase; 13 damage found in the vault; 64 usage; 130 interrupted.
            """)
    }

    /// What every command takes.
    public enum CommonOptions {
        /// `--passphrase-file`
        public static let passphraseFile = Sentence(
            "A file whose first line is the passphrase; - is standard input.")
        /// `--json`
        public static let json = Sentence("Print results as JSON.")
        /// `--quiet`
        public static let quiet = Sentence("Say nothing but results and errors.")
        /// `--no-input`
        public static let noInput = Sentence("Never ask; fail where an answer is needed.")
    }

    /// What every command about a vault takes.
    public enum GlobalOptions {
        /// `--vault`
        public static let vault = Sentence("The vault's folder.")
        /// `--vault`, where it is left out.
        public static let vaultElse = Sentence(
            "Else $AMANAT_VAULT, $XDG_DATA_HOME/amanat or ~/.local/share/amanat.")
    }
}
