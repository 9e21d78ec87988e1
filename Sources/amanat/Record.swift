import ArgumentParser
import Statements
import TestimonyVault
import Words

/// `amanat record`
struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: Help.Record.abstract.text(),
        discussion: Help.Record.discussion.text())

    @OptionGroup var attachments: AttachOptions

    @Flag(help: ArgumentHelp(Help.Record.resume))
    var resume = false

    @Option(help: ArgumentHelp(Help.Record.draft, value: Help.Values.id))
    var draft: String?

    @Flag(help: ArgumentHelp(Help.Record.noDraft))
    var noDraft = false

    @Option(
        help: ArgumentHelp(Help.Record.hideAfter, value: Help.Values.minutes))
    var hideAfter: Double = 10

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if resume || draft != nil, noDraft {
            throw ValidationError(.resumeOrNoDraft)
        }
        if let draft, draft.utf8.count < 4 {
            throw ValidationError(.draftDigits)
        }
        guard hideAfter > 0, hideAfter <= 1440 else {
            throw ValidationError(.hideAfterMinutes)
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
