/// What stands around an account while it is typed.
extension Sentence {
    /// Above the text: for whom it is, and what is attached.
    public static func editorTitle(for recipients: [String], attached names: [String]) -> Sentence {
        guard !names.isEmpty else { return Sentence("For \(allPeople(recipients))") }
        let names = names.map { Sentence("\(quoted: $0)") }
        return Sentence("For \(allPeople(recipients)) · attached: \(list: names)")
    }

    /// Below the text.
    public static let editorKeys = Sentence("Ctrl-D seal · Ctrl-C stop · Ctrl-O hide")
    /// There is no room for more.
    public static let editorFull = Sentence(
        "FULL: an account has at most 16 MiB. Attach what is longer as a file.")
    /// Said as it comes.
    public static let editorNotUTF8 = Sentence(
        "What comes from this terminal is not UTF-8: look at what was typed last.")

    // MARK: Keeping

    /// The draft holds what is seen.
    public static let editorSaved = Sentence("Kept as a draft, encrypted.")
    /// The draft will hold what is seen.
    public static let editorSaving = Sentence("Keeping…")
    /// As the person wanted.
    public static let editorNoDraft = Sentence("No draft is kept.")

    /// The draft does not hold what is seen.
    public static func notKept(_ reason: Sentence) -> Sentence {
        Sentence("NOT KEPT: \(reason)")
    }

    /// The person wanted it hidden.
    public static func notHidden(_ reason: Sentence) -> Sentence {
        Sentence("NOT HIDDEN, as it cannot be saved: \(reason)")
    }

    /// The person wanted it sealed.
    public static func notSealed(_ reason: Sentence, hint: Sentence? = nil) -> Sentence {
        guard let hint else { return Sentence("NOT SEALED: \(reason)") }
        return Sentence("NOT SEALED: \(reason) (\(hint))")
    }

    // MARK: Before sealing

    /// The person wanted it sealed.
    public static let nothingToSeal = Sentence("There is nothing to be sealed yet.")
    /// What was typed ahead may not be whole.
    public static let mayBeCut = Sentence(
        """
        A long line was typed before this page opened, and the terminal may have dropped some of \
        it. Look at what is here.
        """)
    /// What was typed may not be what was meant.
    public static let noLetters = Sentence(
        "Something came from this terminal that is no letter (\u{FFFD}). Look at what is here.")

    /// The person wanted it sealed, and has to look first.
    public static func sealsAgain(_ doubt: Sentence) -> Sentence {
        Sentence("\(doubt) Ctrl-D again seals it.")
    }

    /// One attached file, or the first of several.
    public static func attachmentChanged(_ reason: Sentence, more: Int) -> Sentence {
        guard more > 0 else { return Sentence("An attached file is not as it was: \(reason)") }
        return Sentence(
            """
            An attached file is not as it was: \(reason) \
            (\(more, "and # more", "and # more"))
            """)
    }

    // MARK: Stopping

    /// A question.
    public static func whatOfText(letters: Int) -> Sentence {
        Sentence(
            """
            \(letters, "# letter", "# letters"), not sealed. What shall become of it?
            """)
    }

    /// An answer to ``whatOfText(letters:)``.
    public static let keepAndStop = Sentence("keep it as a draft, and stop")

    /// A question.
    public static func throwAwayForGood(letters: Int) -> Sentence {
        Sentence("Throw away \(letters, "# letter", "# letters") for good?")
    }

    /// An answer to ``throwAwayForGood(letters:)``.
    public static let noGoOnTyping = Sentence("no, go on typing")
    /// A question, while nothing of the text is seen.
    public static let lostIfYouStop = Sentence(
        "No draft is kept: what was typed is lost if you stop now.")
    /// An answer to ``lostIfYouStop``.
    public static let backToPassphrase = Sentence("go back to the passphrase")
    /// An answer to ``lostIfYouStop``.
    public static let throwAwayAndStop = Sentence("throw it away, and stop")

    // MARK: Attached files

    /// A question.
    public static func whatOfAttachment(_ name: String, _ reason: Sentence) -> Sentence {
        Sentence("The attached file \(quoted: name) is not as it was: \(reason)")
    }

    /// An answer to ``whatOfAttachment(_:_:)``.
    public static let backToText = Sentence("go back to the text")
    /// An answer to ``whatOfAttachment(_:_:)``.
    public static let itIsElsewhere = Sentence("it is at another place")
    /// An answer to ``whatOfAttachment(_:_:)``.
    public static let sealWithout = Sentence("seal without it")
    /// An answer to ``whatOfAttachment(_:_:)``.
    public static let attachAsItIs = Sentence("attach it as it is now")

    /// A prompt.
    public static func whereIs(_ name: String) -> Sentence {
        Sentence("Where is \(quoted: name)? ")
    }

    // MARK: Paging

    /// A page is the last one.
    public static let pagerEnd = Sentence("end")
    /// Keys.
    public static let pagerKeys = Sentence("space: on, b: back, q: close")
    /// The one key that is said on a narrow screen.
    public static let pagerClose = Sentence("q: close")
    /// As ``pagerClose``, on a very narrow one.
    public static let pagerCloseKey = Sentence("q")
}
