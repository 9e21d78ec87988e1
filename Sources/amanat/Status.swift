import ArgumentParser
import Statements
import TestimonyVault
import Words

/// `amanat status`
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: Help.Status.abstract.text())

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let status = try vault.status()
        global.json ? Report.json(status) : Report.show(status)
        try Report.requireNoDamage(status.damage)
    }
}
