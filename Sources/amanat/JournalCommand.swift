import ArgumentParser

/// `amanat journal`
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: "Show a journal, prove that a record is in it, and check such proofs.",
        discussion: """
            Every vault has an append-only journal, whose head it signs and coordinators cosign. So it \
            shows what was sealed, in which order, and before which moment.
            """,
        subcommands: [JournalList.self, JournalProve.self, JournalCheck.self],
        defaultSubcommand: JournalList.self)
}
