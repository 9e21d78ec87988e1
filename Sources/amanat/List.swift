import ArgumentParser
import TestimonyVault

/// `amanat list`
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the testimonies that are here.",
        discussion: """
            One line each, by time: id, time, recorder, whether the signature is verified, and whether \
            the recorder's journal proves it. Accounts are not shown.
            """)

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        defer { progress.end() }
        let records = try vault.records().map(RecordOutput.init)
        progress.end()
        for record in records { global.json ? Report.json(record) : Report.line(record.line) }
        if records.isEmpty, !global.json, !global.quiet { Report.notice("no testimonies are here") }
        try global.reportDamage(in: vault)
        if records.contains(where: { $0.standing == "refused" }) { throw ExitCode.doneInPart }
    }
}
