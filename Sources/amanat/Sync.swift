import ArgumentParser
import Statements
import SystemPackage
import TestimonyVault
import Words

/// `amanat sync`
struct Sync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: Help.Sync.abstract.text(),
        discussion: Help.Sync.discussion.text())

    @Argument(help: ArgumentHelp(Help.Sync.folder))
    var folder: String

    @Flag(
        help: ArgumentHelp(Help.Sync.despiteFault, discussion: Help.Sync.despiteFaultUse))
    var despiteFault = false

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        let folder = FilePath(argument: folder)
        try Vault.requireHandoffFolder(at: folder)
        var vault = try global.openVault(progress)
        defer { progress.end() }
        let report = try vault.sync(with: folder, despiteFault: despiteFault)
        progress.end()
        global.json ? Report.json(report) : Report.show(report)
        try Report.requireNoDamage(report.damage)
        if !report.problems.isEmpty || !report.waiting.isEmpty { throw ExitCode.doneInPart }
    }
}
