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
        let path = try global.vaultPath()
        try Vault.requireVault(at: path)
        defer { progress.end() }
        let surroundings = global.surroundings(progress)
        let report = try global.common.unlocking(progress) { passphrase in
            try Vault.check(at: path, with: passphrase, surroundings: surroundings)
        }
        progress.end()
        global.json ? Report.json(report) : Report.show(report)
        if !report.damage.isEmpty { throw ExitCode.damageFound }
        if !report.refused.isEmpty { throw ExitCode.doneInPart }
    }
}
