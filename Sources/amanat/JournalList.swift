import ArgumentParser
import Statements
import TestimonyVault
import Words

/// `amanat journal`, and `amanat journal list`
struct JournalList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: Help.JournalList.abstract.text(),
        discussion: Help.JournalList.discussion.text())

    @Flag(help: ArgumentHelp(Help.JournalList.checkpoint))
    var checkpoint = false

    @Option(
        name: .customLong("of"),
        help: ArgumentHelp(Help.JournalList.whose, value: Help.Values.name))
    var whose: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let listing = try vault.journalListing(of: whose)
        if checkpoint {
            showHead(listing)
        } else if global.json {
            showLines(listing)
        } else {
            Report.show(listing, isOwn: whose == nil)
        }
        try Report.requireNoDamage(listing.damage)
        if listing.fault != nil || !listing.gaps.isEmpty { throw ExitCode.doneInPart }
    }

    private func showHead(_ listing: JournalListing) {
        guard global.json else { return Report.file(listing.checkpoint) }
        Report.json(listing.head)
    }

    private func showLines(_ listing: JournalListing) {
        for entry in listing.entries { Report.json(entry) }
    }
}
