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
        let list = try vault.records()
        progress.end()
        for record in list.records { global.json ? Report.json(record) : Report.line(record.line) }
        if list.records.isEmpty, !global.json, !global.quiet { Report.notice(.noTestimonies) }
        try Report.requireNoDamage(list.damage)
        if list.records.contains(where: \.isRefused) { throw ExitCode.doneInPart }
    }
}
