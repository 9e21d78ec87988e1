import ArgumentParser
import SystemPackage
import TestimonyVault
import Words

/// `amanat open`
struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: Help.Open.abstract.text(),
        discussion: Help.Open.discussion.text())

    @Argument(help: ArgumentHelp(Help.Open.id))
    var id: String

    @Option(help: ArgumentHelp(Help.Open.to, value: Help.Values.folder))
    var to: String

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        let locked = try global.findVault(progress)
        let folder = FilePath(argument: to)
        try Vault.requireFolder(at: folder)
        var vault = try global.open(locked, progress)
        defer { progress.end() }
        let opened = try vault.open(id, to: folder)
        progress.end()
        global.json ? Report.json(opened) : Report.show(opened)
        try Report.requireNoDamage(opened.damage)
        if !opened.problems.isEmpty { throw ExitCode.doneInPart }
    }
}
