public import Outside
public import SystemPackage

/// Testimonies that are listed, shown and opened.
extension Sentence {
    /// A value that is not known.
    public static let unknown = Sentence("?")

    // MARK: One line each

    /// A record that is not what it claims to be.
    public static func refusedRecord(_ id: String, _ reason: Sentence) -> Sentence {
        Sentence("\(id)  refused: \(reason)")
    }

    /// A record, and what is to be known of it.
    public static func record(
        _ id: String, _ time: String, _ recorder: Sentence, _ remarks: [Sentence]
    ) -> Sentence {
        Sentence("\(id)  \(time)  \(recorder)  \(list: remarks)")
    }

    /// A remark on a record's signature.
    public static func isVerified(_ isVerified: Bool) -> Sentence {
        isVerified ? Sentence("verified") : Sentence("unverified")
    }

    /// A remark on a record that lasts no longer than classic cryptography.
    public static let isOutsideProfile = Sentence("NOT SEALED AS IT SHOULD BE")

    /// A remark on a record.
    public static let inJournal = Sentence("in the journal")

    /// A remark on a record.
    public static func notInJournal(_ reason: Sentence) -> Sentence {
        Sentence("not in the journal: \(reason)")
    }

    /// A remark on a record.
    public static func attachments(_ count: Int) -> Sentence {
        Sentence("\(count, "# attachment", "# attachments")")
    }

    /// An empty list.
    public static let noTestimonies = Sentence("no testimonies are here")

    // MARK: One field each

    /// A label.
    public static let signatureLabel = Sentence("Signature:")
    /// A label.
    public static let recorderLabel = Sentence("Recorder:")
    /// A label.
    public static let deviceLabel = Sentence("Device:")
    /// A label.
    public static let sharedLabel = Sentence("Shared by:")
    /// A label.
    public static let recordLabel = Sentence("Record:")
    /// A label.
    public static let timeLabel = Sentence("Time:")
    /// A label.
    public static let journalLabel = Sentence("Journal:")
    /// A label.
    public static let attachedLabel = Sentence("Attached:")
    /// A label.
    public static let accountLabel = Sentence("Account:")
    /// A label.
    public static let wroteLabel = Sentence("Wrote:")

    /// A record's signature.
    public static func signature(isVerified: Bool) -> Sentence {
        isVerified
            ? Sentence("verified") : Sentence("UNVERIFIED: this recorder is not enrolled")
    }

    /// A record's signature, where the record was not sealed as it should be.
    public static func outsideProfile(_ flaw: Sentence) -> Sentence {
        Sentence("signed by this recorder, and NOT VERIFIED: \(flaw)")
    }

    /// When it was sealed.
    public static func byRecordersClock(_ time: String) -> Sentence {
        Sentence("\(time), by the recorder's clock")
    }

    /// Where a record stands in its recorder's journal, and since when that is borne out.
    public static func journalEntry(_ number: UInt64, signedAt time: String?) -> Sentence {
        guard let time else { return Sentence("entry \(number) of the recorder's journal") }
        return Sentence("entry \(number) of the recorder's journal; signed for on \(time)")
    }

    /// A record that no journal bears out.
    public static func notProven(_ reason: Sentence) -> Sentence {
        Sentence("NOT PROVEN: \(reason)")
    }

    // MARK: What is in it

    /// More than are named before the account.
    public static func filesAtEnd(_ count: Int) -> Sentence {
        Sentence("\(count, "# file, named at the end", "# files, named at the end")")
    }

    /// A part that a later version added.
    public static func unknownPart(_ name: String) -> Sentence {
        Sentence("\(quoted: name), which a newer version of Amanat knows")
    }

    /// Parts that are not in the record itself.
    public static func partsElsewhere(_ count: Int) -> Sentence {
        Sentence(
            "\(count, "# part lies in an object of its own", "# parts lie in objects of their own")"
        )
    }

    /// How many paragraphs an account has.
    public static func paragraphs(_ count: Int) -> Sentence {
        Sentence("\(count, "# paragraph", "# paragraphs")")
    }

    /// No account.
    public static let attachmentsAlone = Sentence("none: attachments alone")

    /// One attachment.
    public static func attachment(_ name: String, byteCount: Int64, isHere: Bool) -> Sentence {
        isHere
            ? Sentence("\(quoted: name), \(byteCount: byteCount)")
            : Sentence("\(quoted: name), \(byteCount: byteCount) (has not come yet)")
    }

    /// A file that was written.
    public static func file(_ path: FilePath, byteCount: Int64) -> Sentence {
        Sentence("\(path: path), \(byteCount: byteCount)")
    }

    /// Files that were written, beside those that are named.
    public static func moreFiles(_ count: Int, byteCount: Int64) -> Sentence {
        Sentence(
            """
            \(grouped: count, "and # more file", "and # more files"), \(byteCount: byteCount)
            """)
    }

    /// Something of a record, and why it stayed where it is.
    public static func notWritten(_ error: VaultError) -> Sentence {
        guard let subject = error.subject else { return error.sentence }
        return Sentence("\(subject.sentence) was not written: \(error.reason.sentence)")
    }
}
