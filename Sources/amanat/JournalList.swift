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

    private struct Line: Encodable {
        let entry: UInt64
        let kind: String
        let object: String
        let sha256: String
        let time: String
        let clockSetBack: Bool
        let person: String?
        let words: String
    }

    private struct Head: Encodable {
        let name: String
        let device: String
        let size: UInt64
        let forgotten: UInt64
        let gaps: [Gap]
        let fault: Fault?
        let checkpoint: String
    }

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
        try global.reportDamage(in: vault)
        if listing.fault != nil || !listing.gaps.isEmpty { throw ExitCode.doneInPart }
    }

    private func showHead(_ listing: JournalListing) {
        guard global.json else { return Report.file(listing.checkpoint) }
        Report.json(
            Head(
                name: listing.name, device: listing.device, size: listing.size,
                forgotten: listing.forgottenCount, gaps: listing.gaps.map(Gap.init),
                fault: listing.fault.map(Fault.init), checkpoint: listing.checkpoint))
    }

    private func showLines(_ listing: JournalListing) {
        for entry in listing.entries {
            Report.json(
                Line(
                    entry: entry.number, kind: entry.kind, object: entry.object.hex,
                    sha256: entry.sha256, time: entry.time, clockSetBack: entry.isClockSetBack,
                    person: entry.person, words: entry.words.text()))
        }
    }
}
