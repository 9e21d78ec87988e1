import ArgumentParser
import Words

/// `amanat journal`
struct JournalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal",
        abstract: Help.JournalCommand.abstract.text(),
        discussion: Help.JournalCommand.discussion.text(),
        subcommands: [JournalList.self, JournalProve.self, JournalCheck.self],
        defaultSubcommand: JournalList.self)
}
