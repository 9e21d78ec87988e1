import ArgumentParser
import Statements
import TestimonyVault

/// `amanat journal`, and `amanat journal list`
struct JournalList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Show the entries of a journal in words, or its signed head.",
        discussion: """
            With --json one object a line. The signed head is a C2SP checkpoint, with the cosignatures that are \
            known.
            """)

    @Flag(help: "Print the newest signed head instead of the entries.")
    var checkpoint = false

    @Option(
        name: .customLong("of"),
        help: ArgumentHelp(
            "What has come of somebody else's journal: a name or a device.", valueName: "name"))
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
        if checkpoint { showHead(listing) } else { show(listing) }
        try global.reportDamage(in: vault)
        if listing.fault != nil || !listing.gaps.isEmpty { throw ExitCode.doneInPart }
    }

    private func showHead(_ listing: JournalListing) {
        guard global.json else { return Report.text(listing.checkpoint) }
        Report.json(
            Head(
                name: listing.name, device: listing.device, size: listing.size,
                forgotten: listing.forgottenCount, gaps: listing.gaps.map(Gap.init),
                fault: listing.fault.map(Fault.init), checkpoint: listing.checkpoint))
    }

    private func show(_ listing: JournalListing) {
        if listing.forgottenCount > 0, !global.json {
            let count = listing.forgottenCount
            Report.line(
                whose == nil
                    ? "The first \(count) entries were forgotten, after all coordinators had signed for "
                        + "them." : "It is known from entry \(count + 1) on.")
        }
        var gaps = listing.gaps[...]
        for entry in listing.entries {
            while let gap = gaps.first, gap.upperBound < entry.number, !global.json {
                Report.line("…  \(Gap(gap).words) are not here")
                gaps.removeFirst()
            }
            show(entry)
        }
        if let fault = listing.fault, !global.json { Report.line("Not relied on: \(fault)") }
    }

    private func show(_ entry: JournalListing.Entry) {
        guard global.json else {
            let warning = entry.isClockSetBack ? "  (the clock had been set back)" : ""
            return Report.line("\(entry.number)  \(entry.time)  \(entry.words)\(warning)")
        }
        Report.json(
            Line(
                entry: entry.number, kind: entry.kind, object: entry.object.hex,
                sha256: entry.sha256, time: entry.time, clockSetBack: entry.isClockSetBack,
                person: entry.person, words: entry.words))
    }
}

extension JournalListing.Entry {
    /// What happened.
    fileprivate var words: String {
        let somebody = person.map { name($0) } ?? "somebody (\(object))"
        return switch kind {
        case "sealed": "testimony \(object) was sealed"
        case "attached": "attachment \(object) was sealed"
        case "enrolled": "\(somebody) was enrolled"
        case "handed-off": "bundle \(object) was put out"
        case "received": "bundle \(object) was taken in"
        case "acknowledged": "\(somebody) gave a receipt"
        case "opened": "testimony \(object) was opened"
        default: "\(kind) \(object)"
        }
    }
}
