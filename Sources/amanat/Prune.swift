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

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let report = try vault.prune(keepingJournal: keepJournal)
        global.json ? Report.json(report) : Report.show(report)
        try Report.requireNoDamage(report.damage)
        if let obstacle = report.obstacle {
            Report.error(obstacle.reason.code, .nothingForgotten(obstacle.sentence))
            throw ExitCode.doneInPart
        }
    }
}
