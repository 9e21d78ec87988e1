import ArgumentParser
import Statements
import TestimonyVault

/// `amanat record`
struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Type an account, and seal it.",
        discussion: """
            Asks what to attach, then opens an editor. Ctrl-D (or F2) finishes and seals; Ctrl-C (or F3) asks \
            whether to go on, to keep the account as a draft, or to throw it away; Ctrl-O (or F10) hides the \
            screen until the passphrase is typed.

            What is typed is kept in an encrypted draft, a second after it was typed at the latest. Whatever \
            happens to the terminal or the laptop, `amanat record --resume` goes on with it. Whoever has the \
            passphrase can read a draft; a sealed testimony, nobody can who has only this laptop.
            """)

    @OptionGroup var attachments: AttachOptions

    @Flag(help: "Go on with a draft.")
    var resume = false

    @Option(help: ArgumentHelp("Which draft, where there are several.", valueName: "id"))
    var draft: String?

    @Flag(help: "Keep no draft: what is typed is in memory alone, and lost with it.")
    var noDraft = false

    @Option(
        help: ArgumentHelp(
            "Hide the screen after so many minutes without a key (10).", valueName: "minutes"))
    var hideAfter: Double = 10

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if resume || draft != nil, noDraft {
            throw ValidationError("--resume goes on with a draft: it excludes --no-draft.")
        }
        if let draft, draft.utf8.count < 4 {
            throw ValidationError(
                "--draft takes at least 4 digits of the id that `amanat status` shows.")
        }
        guard hideAfter > 0, hideAfter <= 1440 else {
            throw ValidationError("--hide-after takes minutes, from more than 0 to 1440.")
        }
    }

    func run() throws {
        try TypedTestimony(
            global: global, attaching: attachments, keepsDraft: !noDraft,
            wanted: draft.map { .draft($0) } ?? (resume ? .anyDraft : .asked),
            hidesAfter: .milliseconds(Int64(hideAfter * 60_000))
        ).run()
    }
}
