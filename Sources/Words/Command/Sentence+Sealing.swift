public import Sealing
public import SystemPackage

/// Sealing, and the files that are attached.
extension Sentence {
    // MARK: The command line

    /// Nothing to be sealed.
    public static let fileOrAttachments = Sentence(
        "Name a FILE with an account, - for standard input, or attachments with --attach.")
    /// To which of the files would they belong?
    public static let attachToOne = Sentence(
        "--attach goes with one FILE: seal the testimonies one by one.")
    /// Two accounts from one input.
    public static let standardInputOnce = Sentence("Standard input can be read once only.")
    /// Two things from one input.
    public static let accountOrPassphrase = Sentence(
        "Standard input cannot be both the account and the passphrase.")

    // MARK: Attaching

    /// A file that was named more than once.
    public static func namedTwice(_ path: FilePath) -> Sentence {
        Sentence("\(path: path) was named twice, and is attached once")
    }

    /// A file that is named once more.
    public static func attachedAlready(_ path: FilePath) -> Sentence {
        Sentence("\(quoted: path.string) is attached already")
    }

    /// A file that will be sealed with the account.
    public static func attached(_ path: FilePath) -> Sentence {
        Sentence("Attached: \(quoted: path.string)")
    }

    /// A question about the files of a folder.
    public static func mayAttach(_ count: Int, byteCount: Int64, from folder: FilePath) -> Sentence
    {
        Sentence(
            """
            Attach \(count, "# file", "# files") (\(byteCount: byteCount)) from \(path: folder)? \
            [y/n] 
            """)
    }

    /// The files of a folder, where nobody is asked.
    public static func attaching(_ count: Int, byteCount: Int64, from folder: FilePath) -> Sentence
    {
        Sentence(
            """
            attaching \(count, "# file", "# files") (\(byteCount: byteCount)) from \(path: folder)
            """)
    }

    /// What lies in a folder and is not attached: some with the reason, and how many more.
    public static func leftOut(
        of folder: FilePath, _ files: [FolderFiles.LeftOut], more: Int
    ) -> Sentence {
        let names = files.map { Sentence("\(path: $0.name) (\($0.reason.sentence))") }
        guard more > 0 else { return Sentence("left out of \(path: folder): \(list: names)") }
        return Sentence(
            """
            left out of \(path: folder): \(list: names) and \
            \(grouped: more, "# more other", "# more others")
            """)
    }

    /// A person said no.
    public static let nothingSealed = Sentence("nothing was sealed")

    // MARK: Sealed

    /// What was sealed, how much it is, and for whom.
    public static func sealed(
        _ testimonies: Int, for recipients: [String], letters: Int, attachments: Int,
        byteCount: Int64
    ) -> Sentence {
        var parts: [Sentence] = []
        if letters > 0 { parts.append(Sentence("\(grouped: letters, "# letter", "# letters")")) }
        if attachments > 0 {
            parts.append(Sentence("\(grouped: attachments, "# attachment", "# attachments")"))
        }
        guard testimonies > 1 else {
            return Sentence(
                "sealed for \(people(recipients)): \(list: parts) (\(byteCount: byteCount))")
        }
        return Sentence(
            """
            sealed \(grouped: testimonies, "# testimony", "# testimonies") for \
            \(people(recipients)): \(list: parts) (\(byteCount: byteCount))
            """)
    }

    /// A name that a record cannot take.
    public static func renamed(_ path: FilePath, to name: String) -> Sentence {
        Sentence(
            """
            \(path: path) is called \(quoted: name) in the record, which does not take its name \
            as it is
            """)
    }

    /// After some ``renamed(_:to:)``.
    public static func moreRenamed(_ count: Int) -> Sentence {
        Sentence("\(grouped: count, "and so is # more", "and so are # more")")
    }

    /// Files that a testimony was made from: some of them, and how many more.
    public static func leftUnsealed(_ paths: [FilePath], more: Int) -> Sentence {
        let names = paths.map { Sentence("\(path: $0)") }
        guard more > 0 else { return Sentence("left unsealed on this disk: \(list: names)") }
        return Sentence(
            """
            left unsealed on this disk: \(list: names) and \
            \(grouped: more, "# more file", "# more files")
            """)
    }
}

extension FolderFiles.LeftOut.Reason {
    /// Why something is not attached with its folder.
    var sentence: Sentence {
        switch self {
        case .hidden: Sentence("hidden")
        case .file: Sentence("file")
        case .folder: Sentence("folder")
        case .link: Sentence("link")
        case .pipe: Sentence("pipe")
        case .socket: Sentence("socket")
        case .device: Sentence("device")
        }
    }
}
