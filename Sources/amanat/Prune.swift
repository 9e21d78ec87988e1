import ArgumentParser
import TestimonyVault
import Words

/// `amanat prune`
struct Prune: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune",
        abstract: Help.Prune.abstract.text(),
        discussion: Help.Prune.discussion.text())

    @Flag(help: ArgumentHelp(Help.Prune.keepJournal))
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
            Report.show(report)
        }
        try global.reportDamage(in: vault)
        if let obstacle = report.obstacle {
            Report.error(.nothingForgotten(obstacle))
            throw ExitCode.doneInPart
        }
    }
}
