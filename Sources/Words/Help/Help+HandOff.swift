/// The commands about what travels.
extension Help {
    /// `amanat status`
    public enum Status {
        /// In one line.
        public static let abstract = Sentence("Show what is sealed, handed off and acknowledged.")
    }

    /// `amanat sync`
    public enum Sync {
        /// In one line.
        public static let abstract = Sentence(
            "Exchange sealed bundles and receipts through a folder.")
        /// More.
        public static let discussion = Sentence(
            """
            FOLDER is a USB stick, or any folder that another tool carries. Takes in what it holds for \
            this vault, puts there what others still lack, and removes own bundles that all have signed \
            for. Doing it twice changes nothing. Files of others are left alone. The order in which people \
            sync does not matter; sync again when the stick is back, to take in receipts.
            """)
        /// The argument.
        public static let folder = Sentence("The folder.")
        /// `--despite-fault`
        public static let despiteFault = Sentence(
            "Hand off although this vault's own journal went back.")
        /// `--despite-fault`, and what it is for.
        public static let despiteFaultUse = Sentence(
            "Coordinators keep what comes, and mark it. For a restored backup.")
    }

    /// `amanat prune`
    public enum Prune {
        /// In one line.
        public static let abstract = Sentence("Remove what all coordinators have signed for.")
        /// More.
        public static let discussion = Sentence(
            """
            For a recorder's laptop: sealed testimonies go, and the journal forgets their entries, once every \
            coordinator to whom they were sealed has given a receipt. The journal goes on from where it is, \
            and coordinators can prove every entry. `amanat status` says how much can be pruned. On flash \
            memory, what is removed is not erased; it stays sealed.
            """)
        /// `--keep-journal`
        public static let keepJournal = Sentence(
            "Remove sealed objects only, and forget no entries of the journal.")
    }
}
