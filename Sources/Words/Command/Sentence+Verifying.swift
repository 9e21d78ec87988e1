public import Outside

/// What was checked, and what came of it.
extension Sentence {
    /// Something that arrived and is not what it claims to be.
    public static func wasPutAside(_ error: VaultError) -> Sentence {
        Sentence("put aside: \(error.sentence)")
    }

    /// What was checked in a vault that holds nobody else's journal.
    public static func checked(entries: Int, signatures: Int, objects: Int) -> Sentence {
        Sentence(
            """
            Checked \(entries, "# journal entry", "# journal entries"), \
            \(signatures, "# signature", "# signatures"), \
            \(objects, "# sealed object", "# sealed objects").
            """)
    }

    /// What was checked.
    public static func checked(
        entries: Int, signatures: Int, objects: Int, journals: Int, opened: Int
    ) -> Sentence {
        Sentence(
            """
            Checked \(entries, "# journal entry", "# journal entries"), \
            \(signatures, "# signature", "# signatures"), \
            \(objects, "# sealed object", "# sealed objects"), \
            \(journals, "# other journal", "# other journals"), \
            \(opened, "# opened testimony", "# opened testimonies").
            """)
    }

    /// The journal's begin is gone.
    public static func goesOn(fromEntry entry: UInt64) -> Sentence {
        Sentence("The journal goes on from entry \(entry): those before it were forgotten.")
    }

    /// What is gone, and was meant to go.
    public static func prunedObjects(_ count: Int) -> Sentence {
        Sentence("\(count, "# object was", "# objects were") pruned after all had signed.")
    }

    /// Drafts.
    public static func draftsNotSealed(_ count: Int) -> Sentence {
        Sentence("\(count, "# draft is", "# drafts are") not sealed yet.")
    }

    /// What journals name.
    public static func objectsNotCome(_ count: Int) -> Sentence {
        Sentence("\(count, "# object has", "# objects have") not come yet.")
    }

    /// The result.
    public static func damagedThings(_ count: Int) -> Sentence {
        Sentence("\(count, "# thing is", "# things are") damaged.")
    }

    /// The result.
    public static func putAsideThings(_ count: Int) -> Sentence {
        Sentence(
            """
            Nothing of this vault is damaged; \
            \(count, "# thing was", "# things were") put aside.
            """)
    }

    /// The result.
    public static let allAsItShouldBe = Sentence("All is as it should be.")
}
