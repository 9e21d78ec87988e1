import ArgumentParser
import TestimonyVault
import Words

/// `amanat list`
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: Help.List.abstract.text(),
        discussion: Help.List.discussion.text())

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        defer { progress.end() }
        let records = try vault.records().map(RecordOutput.init)
        progress.end()
        for record in records { global.json ? Report.json(record) : Report.line(record.line) }
        if records.isEmpty, !global.json, !global.quiet { Report.notice(.noTestimonies) }
        try global.reportDamage(in: vault)
        if records.contains(where: { $0.standing == "refused" }) { throw ExitCode.doneInPart }
    }
}
