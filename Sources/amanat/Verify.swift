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

    private struct Result: Encodable {
        struct Finding: Encodable {
            let place: String
            let message: String
        }
        let damage: [Finding]
        let refused: [Finding]
        let entries: Int
        let logs: Int
        let objects: Int
        let opened: Int
        let signatures: Int
        let missing: Int
        let forgotten: UInt64
        let pruned: Int
        let drafts: Int
    }

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
        if global.json {
            Report.json(
                Result(
                    damage: report.damage.map { .init(place: $0.place, message: $0.message) },
                    refused: report.refused.map { .init(place: $0.place, message: $0.message) },
                    entries: report.leafCount, logs: report.logCount, objects: report.objectCount,
                    opened: report.openedCount, signatures: report.signatureCount,
                    missing: report.missingCount, forgotten: report.forgottenCount,
                    pruned: report.prunedCount, drafts: report.draftCount))
        } else {
            Report.show(report)
        }
        if !report.damage.isEmpty { throw ExitCode.damageFound }
        if !report.refused.isEmpty { throw ExitCode.doneInPart }
    }
}
