/// The commands that check and prove.
extension Help {
    /// `amanat verify`
    public enum Verify {
        /// In one line.
        public static let abstract = Sentence("Check everything that can be checked.")
        /// More.
        public static let discussion = Sentence(
            """
            Key slots, boxes, every entry of the journals, the signatures on their heads, receipts, and every \
            sealed object against its entry; a coordinator's vault also opens every record and attachment. \
            Changes nothing. What is damaged is named, and the exit status is 13.
            """)
    }

    /// `amanat journal`
    public enum JournalCommand {
        /// In one line.
        public static let abstract = Sentence(
            "Show a journal, prove that a record is in it, and check such proofs.")
        /// More.
        public static let discussion = Sentence(
            """
            Every vault has an append-only journal, whose head it signs and coordinators cosign. So it \
            shows what was sealed, in which order, and before which moment.
            """)
    }

    /// `amanat journal list`
    public enum JournalList {
        /// In one line.
        public static let abstract = Sentence(
            "Show the entries of a journal in words, or its signed head.")
        /// More.
        public static let discussion = Sentence(
            """
            With --json one object a line. The signed head is a C2SP checkpoint, with the cosignatures that are \
            known.
            """)
        /// `--checkpoint`
        public static let checkpoint = Sentence(
            "Print the newest signed head instead of the entries.")
        /// `--of`
        public static let whose = Sentence(
            "What has come of somebody else's journal: a name or a device.")
    }

    /// `amanat journal prove`
    public enum JournalProve {
        /// In one line.
        public static let abstract = Sentence(
            "Write a proof that one testimony, or a part of it, is what was sealed.")
        /// More.
        public static let discussion = Sentence(
            """
            The proof holds the entry, its path to a signed head, and the cosignatures on that head: the earliest \
            cosigned one there is. Of other entries it holds hashes only. Hand it over together with the sealed \
            object and the cards. `amanat journal check` checks it without a vault; the format is C2SP \
            tlog-proof.

            With --paragraph or --attachment it is evidence instead, for somebody who has no keys: the proof, the \
            record's signed note, and these parts alone, as they were sealed. It needs a vault that opens the \
            record. Look at what it shows before you hand it over: it says which laptop sealed it and when, and a \
            sealed copy that somebody finds later can be told to be this testimony.
            """)
        /// The argument.
        public static let id = Sentence(
            "The record's id, or an attachment's; 4 digits of it or more.")
        /// `--out`
        public static let out = Sentence("The file to write, else standard output.")
        /// `--note`
        public static let note = Sentence("Evidence with the record's signed note, and no part.")
        /// `--paragraph`
        public static let paragraph = Sentence(
            "The number of a paragraph that is to be shown; can be given again.")
        /// `--attachment`
        public static let attachment = Sentence(
            "The number of an attachment whose name, size and SHA-256 are to be shown; can be given again."
        )
    }

    /// `amanat journal check`
    public enum JournalCheck {
        /// In one line.
        public static let abstract = Sentence(
            "Check a proof or evidence with cards alone; no vault is needed.")
        /// More.
        public static let discussion = Sentence(
            """
            The card of the device whose journal it is has to be there; cards of coordinators check their \
            cosignatures. A card shows whose keys it holds only where its safety number was compared.
            """)
        /// The argument.
        public static let proof = Sentence("The proof, or the evidence; - is standard input.")
        /// `--card`
        public static let card = Sentence("Cards of the recorder and of coordinators.")
        /// `--object`
        public static let object = Sentence(
            "A sealed object, which has to be the one that the proof is for.")
        /// `--original`
        public static let original = Sentence(
            "A photo or another file, which has to be one of the originals that the evidence shows."
        )
    }
}
