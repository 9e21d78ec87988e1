/// The commands that seal an account.
extension Help {
    /// `amanat seal`
    public enum Seal {
        /// In one line.
        public static let abstract = Sentence("Seal testimonies to all enrolled coordinators.")
        /// More.
        public static let discussion = Sentence(
            """
            Each FILE is the account of one testimony: text in UTF-8, in any language. `-` reads one from \
            standard input, so that no plaintext touches the disk. Attachments may be files of any kind \
            and size; without a FILE, they are the testimony. Prints the id of each record, in the order \
            of the files.

            The files that you name are left as they are. A recorder's vault cannot open what it sealed.
            """)
        /// The arguments.
        public static let files = Sentence("Files with accounts, or - for standard input.")
    }

    /// What `amanat seal` and `amanat record` attach.
    public enum AttachOptions {
        /// `--attach`
        public static let attach = Sentence(
            "Attach a file; DIR/ attaches the files that are in a folder. May be repeated.")
        /// `--yes`
        public static let yes = Sentence("Attach the files of a folder without asking.")
    }

    /// `amanat record`
    public enum Record {
        /// In one line.
        public static let abstract = Sentence("Type an account, and seal it.")
        /// More.
        public static let discussion = Sentence(
            """
            Asks what to attach, then opens an editor. Ctrl-D (or F2) finishes and seals; Ctrl-C (or F3) asks \
            whether to go on, to keep the account as a draft, or to throw it away; Ctrl-O (or F10) hides the \
            screen until the passphrase is typed.

            What is typed is kept in an encrypted draft, a second after it was typed at the latest. Whatever \
            happens to the terminal or the laptop, `amanat record --resume` goes on with it. Whoever has the \
            passphrase can read a draft; a sealed testimony, nobody can who has only this laptop.
            """)
        /// `--resume`
        public static let resume = Sentence("Go on with a draft.")
        /// `--draft`
        public static let draft = Sentence("Which draft, where there are several.")
        /// `--no-draft`
        public static let noDraft = Sentence(
            "Keep no draft: what is typed is in memory alone, and lost with it.")
        /// `--hide-after`
        public static let hideAfter = Sentence(
            "Hide the screen after so many minutes without a key (10).")
    }
}
