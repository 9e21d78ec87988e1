/// An account that is typed: where it begins, and what becomes of it.
extension Sentence {
    // MARK: The command line

    /// What goes together on the command line.
    public static let resumeOrNoDraft = Sentence(
        "--resume goes on with a draft: it excludes --no-draft.")
    /// Too few digits for a draft.
    public static let draftDigits = Sentence(
        "--draft takes at least 4 digits of the id that `amanat status` shows.")
    /// A time that is none.
    public static let hideAfterMinutes = Sentence(
        "--hide-after takes minutes, from more than 0 to 1440.")

    /// Nobody can be asked.
    public static let noInputNoAccount = Sentence(
        "an account is typed, and `--no-input` says that nobody is asked")
    /// Nobody can be asked.
    public static let noTerminalNoAccount = Sentence(
        "an account is typed at a terminal, and there is none")
    /// For ``noInputNoAccount`` and ``noTerminalNoAccount``.
    public static let accountFromFileHint = Sentence(
        "`amanat seal -` takes it from standard input, `amanat seal FILE` from a file")

    // MARK: Beginning

    /// Before anything is typed.
    public static func sealedFor(_ recipients: [String]) -> Sentence {
        Sentence("It will be sealed for \(allPeople(recipients)).")
    }

    /// A prompt.
    public static let attachPrompt = Sentence(
        "Attach a file, or the files of a FOLDER/ (Enter for none): ")

    /// Drafts, where nobody asks about them.
    public static func draftsWait(_ count: Int) -> Sentence {
        Sentence("\(count, "# draft waits", "# drafts wait"): `amanat record --resume` goes on")
    }

    /// Digits that no draft's id begins with.
    public static func noDraft(_ digits: String) -> Sentence {
        Sentence("there is no draft \(digits)")
    }

    /// Digits that are too few.
    public static func draftsBegin(_ count: Int, with digits: String) -> Sentence {
        Sentence(
            """
            \(count, "# draft begins", "# drafts begin") with \(digits): give more digits
            """)
    }

    /// Where drafts are named.
    public static let statusListsHint = Sentence("`amanat status` lists them")
    /// Nothing to go on with.
    public static let noDraft = Sentence("there is no draft to go on with")
    /// All that could be gone on with is held.
    public static let draftIsOpen = Sentence("the draft is open in another window")
    /// For ``draftIsOpen``.
    public static let draftIsOpenHint = Sentence("go on there, or close it")

    // MARK: Which draft

    /// A draft: with the first digits of its id where it is one of several, when it was begun, and how long it is.
    public static func draft(
        _ digits: String?, begun: String, letters: Int, attachments: Int
    ) -> Sentence {
        var parts: [Sentence] = []
        if let digits { parts.append(Sentence("\(digits)…")) }
        parts.append(Sentence("begun \(begun)"))
        parts.append(Sentence("\(letters, "# letter", "# letters")"))
        if attachments > 0 {
            parts.append(Sentence("\(attachments, "# attachment", "# attachments")"))
        }
        return Sentence("\(list: parts)")
    }

    /// A draft that somebody types in.
    public static let draftIsHeld = Sentence("open in another window")

    /// A draft that cannot be read.
    public static func draftIsDamaged(_ reason: Sentence) -> Sentence {
        Sentence("damaged: \(reason)")
    }

    /// A question.
    public static func whatOfDraft(_ draft: Sentence) -> Sentence {
        Sentence(
            "A draft waits, which was not sealed: \(draft). What shall become of it?")
    }

    /// An answer to ``whatOfDraft(_:)``, and to ``whatOfText(letters:)``.
    public static let goOnTyping = Sentence("go on typing")
    /// An answer to ``whatOfDraft(_:)``.
    public static let sealAsItStands = Sentence("seal it as it stands")
    /// An answer to ``whatOfDraft(_:)``, and to ``whatOfText(letters:)``.
    public static let throwAway = Sentence("throw it away")
    /// An answer to ``whatOfDraft(_:)``, where there are several.
    public static let goBack = Sentence("go back")
    /// An answer to ``whatOfDraft(_:)``, where there is one.
    public static let leaveAndBegin = Sentence("leave it, and begin a new account")

    /// A question.
    public static func throwAwayForGood(_ draft: Sentence) -> Sentence {
        Sentence("Throw it away for good: \(draft)?")
    }

    /// An answer to ``throwAwayForGood(_:)``.
    public static let no = Sentence("no")
    /// An answer to ``throwAwayForGood(_:)``, and to ``throwAwayForGood(letters:)``.
    public static let yesThrowAway = Sentence("yes, throw it away")

    /// A question about several drafts, all of which are shown.
    public static let whichDraft = Sentence("Drafts wait, which were not sealed. Which one?")

    /// A question about some of several drafts.
    public static func whichDraft(oldest shown: Int, of count: Int) -> Sentence {
        Sentence(
            """
            Drafts wait, which were not sealed. These are the \(shown) oldest of \(count). Which \
            one?
            """)
    }

    /// An answer to ``whichDraft``.
    public static let noneButNew = Sentence("none: begin a new account")

    // MARK: What became of it

    /// A draft is gone, as the person wanted.
    public static let draftThrownAway = Sentence("the draft was thrown away")
    /// What was typed is gone, as the person wanted.
    public static let accountThrownAway = Sentence("the account was thrown away")
    /// Nothing of it is seen.
    public static let hiddenAndKept = Sentence("The account is hidden, and kept as a draft.")
    /// Nothing of it is seen.
    public static let hidden = Sentence("The account is hidden.")
    /// The person stopped.
    public static let keptAsDraft = Sentence("not sealed: the account is kept as a draft")
    /// For ``keptAsDraft``.
    public static let keptAsDraftHint = Sentence("`amanat record --resume` goes on with it")
    /// The end came where no draft is kept.
    public static let lost = Sentence("the account was not sealed, and no draft was kept")

    /// The end came, and the disk would not.
    public static func lastNotKept(_ reason: Sentence) -> Sentence {
        Sentence("the last of the account could not be kept as a draft: \(reason)")
    }
}
