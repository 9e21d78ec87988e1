import ArgumentParser
import TestimonyVault

/// `amanat prune`
struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: "Remove what all coordinators have signed for.",
        discussion: """
            For a recorder's laptop: sealed testimonies go, and the journal forgets their entries, once every \
            coordinator to whom they were sealed has given a receipt. The journal goes on from where it is, \
            and coordinators can prove every entry. `amanat status` says how much can be pruned. On flash \
            memory, what is removed is not erased; it stays sealed.
            """)

    @Flag(help: "Remove sealed objects only, and forget no entries of the journal.")
    var keepJournal = false

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        let records: Int
        let attachments: Int
        let bytes: Int64
        let forgotten: UInt64
        let kept: Int
        let obstacle: String?
    }

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let report = try vault.prune(keepingJournal: keepJournal)
        if global.json {
            Report.json(
                Result(
                    records: report.recordCount, attachments: report.attachmentCount,
                    bytes: report.byteCount, forgotten: report.forgottenCount,
                    kept: report.keptCount, obstacle: report.obstacle))
        } else {
            show(report)
        }
        try global.reportDamage(in: vault)
        if let obstacle = report.obstacle {
            Report.error("no entries were forgotten: \(obstacle)", hint: nil)
            throw ExitCode.doneInPart
        }
    }

    private func show(_ report: PruneReport) {
        let objectCount = report.recordCount + report.attachmentCount
        if objectCount > 0 {
            Report.line(
                "Removed \(count(report.recordCount, "testimony", "testimonies")), "
                    + "\(count(report.attachmentCount, "attachment", "attachments")) "
                    + "(\(describe(byteCount: report.byteCount)))")
        }
        if report.forgottenCount > 0 {
            Report.line(
                "Forgot \(count(Int(report.forgottenCount), "entry", "entries")) of the journal")
        }
        if objectCount == 0, report.forgottenCount == 0 { Report.line("Nothing to prune.") }
        if report.keptCount > 0 {
            Report.line(
                "\(count(report.keptCount, "testimony stays", "testimonies stay")): not all "
                    + "coordinators have signed for \(report.keptCount == 1 ? "it" : "them") yet")
        }
    }
}
