public import Outside

/// What came, what went, and what is still to come.
extension Sentence {
    /// Somebody who sent something.
    static func sender(_ name: String, isEnrolled: Bool) -> Sentence {
        isEnrolled
            ? Sentence("\(quoted: name)")
            : Sentence("UNVERIFIED \(quoted: name) (not enrolled)")
    }

    /// A bundle that brought something.
    public static func tookIn(
        from name: String, isEnrolled: Bool, records: Int, attachments: Int
    ) -> Sentence {
        Sentence(
            """
            Took in from \(sender(name, isEnrolled: isEnrolled)): \
            \(contents(records, attachments))
            """)
    }

    /// A receipt that came.
    public static func receipt(from name: String, entries: UInt64, missing: Int) -> Sentence {
        guard missing > 0 else {
            return Sentence(
                """
                Receipt from \(quoted: name): \
                \(entries, "# journal entry", "# journal entries")
                """)
        }
        return Sentence(
            """
            Receipt from \(quoted: name): \(entries, "# journal entry", "# journal entries"); \
            lacks \(missing, "# object", "# objects")
            """)
    }

    /// A bundle that holds a receipt.
    public static func putOutReceipt(for names: [String], byteCount: Int64) -> Sentence {
        Sentence("Put out for \(people(names)): a receipt (\(byteCount: byteCount))")
    }

    /// A bundle that holds testimonies.
    public static func putOut(
        for names: [String], records: Int, attachments: Int, byteCount: Int64
    ) -> Sentence {
        Sentence(
            """
            Put out for \(people(names)): \(contents(records, attachments)) \
            (\(byteCount: byteCount))
            """)
    }

    /// Bundles of this vault that were not needed any more.
    public static func removedBundles(_ count: Int) -> Sentence {
        Sentence("Removed \(count, "# bundle", "# bundles") that arrived")
    }

    /// What a journal names and has not come.
    public static func stillToCome(
        from name: String, records: Int, attachments: Int
    ) -> Sentence {
        Sentence("Still to come from \(quoted: name): \(contents(records, attachments))")
    }

    /// Nothing came, went, or failed.
    public static let nothingNew = Sentence("Nothing new.")

    /// Something that came and is not believed.
    public static func putAside(_ error: VaultError) -> Sentence {
        guard let subject = error.subject else {
            return Sentence("put aside: \(error.reason.sentence)")
        }
        return Sentence("\(subject.sentence) was put aside: \(error.reason.sentence)")
    }
}
