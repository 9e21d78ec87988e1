public import VaultStore
public import Statements

/// What is sealed, handed off and signed for; and what may go.
extension Sentence {
    /// Whose vault it is.
    public static func owner(_ name: String, _ role: Role) -> Sentence {
        Sentence("\(quoted: name), \(Sentence.role(role))")
    }

    /// A label.
    public static let sealedHereLabel = Sentence("Sealed here:")
    /// A label.
    public static let handedOffLabel = Sentence("Handed off:")
    /// A label.
    public static let acknowledgedLabel = Sentence("Acknowledged:")
    /// A label.
    public static let prunableLabel = Sentence("Prunable:")
    /// A label.
    public static let forgottenLabel = Sentence("Forgotten:")
    /// A label.
    public static let draftLabel = Sentence("Draft:")

    /// How much is sealed.
    public static func sealedHere(_ records: Int, attachments: Int) -> Sentence {
        contents(records, attachments)
    }

    /// How many there are.
    public static func number(_ count: Int) -> Sentence {
        Sentence("\(count)")
    }

    /// How much may go.
    public static func prunable(_ count: Int) -> Sentence {
        Sentence("\(count, "# sealed object", "# sealed objects") (`amanat prune`)")
    }

    /// How much of the journal is gone.
    public static func forgottenEntries(_ count: UInt64) -> Sentence {
        Sentence(
            """
            \(count, "# entry", "# entries"), for which all coordinators have signed; what they \
            sealed is not counted here
            """)
    }

    /// Nothing can be sealed.
    public static let noCoordinator = Sentence(
        "No coordinator is enrolled yet: `amanat enroll CARD`.")

    /// For how many of those sealed to them a coordinator has signed, and when last.
    public static func acknowledged(
        by name: String, _ count: Int, of sealed: Int, lastAt time: String?
    ) -> Sentence {
        guard let time else { return Sentence("\(quoted: name): \(count) of \(sealed)") }
        return Sentence("\(quoted: name): \(count) of \(sealed), last signed \(time)")
    }

    /// What came of a recorder, and what has not.
    public static func from(
        _ name: String, isEnrolled: Bool, records: Int, missing: Int
    ) -> Sentence {
        let sender = sender(name, isEnrolled: isEnrolled)
        guard missing > 0 else {
            return Sentence("From \(sender): \(records, "# testimony", "# testimonies")")
        }
        return Sentence(
            """
            From \(sender): \(records, "# testimony", "# testimonies"), \
            \(missing, "# missing", "# missing")
            """)
    }

    /// Entries of a journal.
    public static func notCome(_ entries: EntryRange) -> Sentence {
        entries.first == entries.last
            ? Sentence("entry \(entries.first) of the journal has not come")
            : Sentence(
                """
                entries \(entries.first) to \(entries.last) of the journal have not \
                come
                """)
    }

    /// A journal that contradicts what was seen of it.
    public static func journalNotReliedOn(_ fault: Sentence) -> Sentence {
        Sentence("The journal is not relied on: \(fault)")
    }

    /// A draft by its id, and what it is.
    public static func draft(_ id: ObjectID, _ what: Sentence) -> Sentence {
        Sentence("\(id), \(what)")
    }

    /// After the drafts.
    public static let resumeDraft = Sentence(
        "Not sealed yet: `amanat record --resume` goes on with a draft.")

    // MARK: Pruning

    /// What went.
    public static func pruned(_ records: Int, _ attachments: Int, byteCount: Int64) -> Sentence {
        Sentence(
            """
            Removed \(records, "# testimony", "# testimonies"), \
            \(attachments, "# attachment", "# attachments") (\(byteCount: byteCount))
            """)
    }

    /// What went of the journal.
    public static func forgot(_ entries: UInt64) -> Sentence {
        Sentence("Forgot \(entries, "# entry", "# entries") of the journal")
    }

    /// All stays.
    public static let nothingToPrune = Sentence("Nothing to prune.")

    /// What not all have signed for.
    public static func testimoniesStay(_ count: Int) -> Sentence {
        Sentence(
            """
            \(count,
                "# testimony stays: not all coordinators have signed for it yet",
                "# testimonies stay: not all coordinators have signed for them yet")
            """)
    }

    /// The journal stays as it is.
    public static func nothingForgotten(_ obstacle: Sentence) -> Sentence {
        Sentence("no entries were forgotten: \(obstacle)")
    }
}
