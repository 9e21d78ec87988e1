import ArgumentParser
import TestimonyVault
import Words

/// `amanat verify`
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: Help.Verify.abstract.text(),
        discussion: Help.Verify.discussion.text())

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        let locked = try global.findVault(progress)
        defer { progress.end() }
        let report = try global.common.unlocking(progress) { passphrase in
            try locked.check(with: passphrase)
        }
        progress.end()
        global.json ? Report.json(report) : Report.show(report)
        if !report.damage.isEmpty { throw ExitCode.damageFound }
        if !report.refused.isEmpty { throw ExitCode.doneInPart }
    }
}
