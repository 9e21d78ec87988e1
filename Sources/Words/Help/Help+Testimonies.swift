/// The commands about testimonies that are here.
extension Help {
    /// `amanat list`
    public enum List {
        /// In one line.
        public static let abstract = Sentence("List the testimonies that are here.")
        /// More.
        public static let discussion = Sentence(
            """
            One line each, by time: id, time, recorder, whether the signature is verified, and whether \
            the recorder's journal proves it. Accounts are not shown.
            """)
    }

    /// `amanat show`
    public enum Show {
        /// In one line.
        public static let abstract = Sentence("Show one testimony.")
        /// More.
        public static let discussion = Sentence(
            """
            On a terminal it is shown on the alternate screen, and does not stay in the scrollback. That \
            it was opened is noted in this vault's journal.
            """)
        /// The argument.
        public static let id = Sentence("The record's id, or its first digits.")
    }

    /// `amanat open`
    public enum Open {
        /// In one line.
        public static let abstract = Sentence("Open one testimony into a folder.")
        /// More.
        public static let discussion = Sentence(
            """
            Writes the account as account.txt, and the originals under attachments/, with mode 0600, and \
            no key. Nothing is overwritten. What is written there is plaintext: keep it where it is safe, and \
            remove it when it is not needed.
            """)
        /// The argument.
        public static let id = Sentence("The record's id, or its first digits.")
        /// `--to`
        public static let to = Sentence("The folder; it is made where it is not there.")
    }
}
