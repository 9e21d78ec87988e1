import ArgumentParser
import TestimonyVault

/// `amanat verify`
struct Verify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Check everything that can be checked.",
        discussion: """
            Key slots, boxes, every entry of the journals, the signatures on their heads, receipts, and every \
            sealed object against its entry; a coordinator's vault also opens every record and attachment. \
            Changes nothing. What is damaged is named, and the exit status is 13.
            """)

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
            show(report)
        }
        if !report.damage.isEmpty { throw ExitCode.damageFound }
        if !report.refused.isEmpty { throw ExitCode.doneInPart }
    }

    private func show(_ report: CheckReport) {
        for finding in report.damage {
            Report.error("damaged: \(finding.place): \(finding.message)", hint: nil)
        }
        for finding in report.refused {
            Report.error("put aside: \(finding.place): \(finding.message)", hint: nil)
        }
        Report.line(
            "Checked \(count(report.leafCount, "journal entry", "journal entries")), "
                + "\(count(report.signatureCount, "signature", "signatures")), "
                + "\(count(report.objectCount, "sealed object", "sealed objects"))"
                + (report.logCount > 0
                    ? ", \(count(report.logCount, "other journal", "other journals")), "
                        + "\(count(report.openedCount, "opened testimony", "opened testimonies"))"
                    : "") + ".")
        if report.forgottenCount > 0 {
            Report.line(
                "The journal goes on from entry \(report.forgottenCount + 1): those before it were "
                    + "forgotten.")
        }
        if report.prunedCount > 0 {
            Report.line(
                "\(count(report.prunedCount, "object was", "objects were")) pruned after all had signed."
            )
        }
        if report.draftCount > 0 {
            Report.line("\(count(report.draftCount, "draft is", "drafts are")) not sealed yet.")
        }
        if report.missingCount > 0 {
            Report.line("\(count(report.missingCount, "object has", "objects have")) not come yet.")
        }
        if !report.damage.isEmpty {
            Report.line("\(count(report.damage.count, "thing is", "things are")) damaged.")
        } else if !report.refused.isEmpty {
            Report.line(
                "Nothing of this vault is damaged; "
                    + "\(count(report.refused.count, "thing was", "things were")) put aside.")
        } else {
            Report.line("All is as it should be.")
        }
    }
}
