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

    private struct Result: Encodable {
        struct Taken: Encodable {
            let bundle: String
            let from: String
            let device: String
            let enrolled: Bool
            let records: Int
            let attachments: Int
        }
        struct Receipt: Encodable {
            let coordinator: String
            let size: UInt64
            let missing: Int
        }
        struct Written: Encodable {
            let bundle: String
            let to: [String]
            let records: Int
            let attachments: Int
            let receipt: Bool
            let bytes: Int64
        }
        struct Waiting: Encodable {
            let recorder: String
            let device: String
            let records: Int
            let attachments: Int
        }
        struct Problem: Encodable {
            let subject: String
            let message: String
        }
        let taken: [Taken]
        let receipts: [Receipt]
        let written: [Written]
        let removed: [String]
        let waiting: [Waiting]
        let problems: [Problem]
        let alreadyTaken: Int
        let forOthers: Int
    }

    func run() throws {
        let progress = global.common.progressLine()
        let folder = FilePath(argument: folder)
        try Vault.requireHandoffFolder(at: folder)
        var vault = try global.openVault(progress)
        defer { progress.end() }
        let report = try vault.sync(with: folder, despiteFault: despiteFault)
        progress.end()
        global.json ? Report.json(result(report)) : Report.show(report)
        try global.reportDamage(in: vault)
        if !report.problems.isEmpty || !report.waiting.isEmpty { throw ExitCode.doneInPart }
    }

    private func result(_ report: SyncReport) -> Result {
        Result(
            taken: report.taken.map {
                .init(
                    bundle: $0.bundle.hex, from: $0.writer, device: $0.device,
                    enrolled: $0.isWriterEnrolled, records: $0.recordCount,
                    attachments: $0.attachmentCount)
            },
            receipts: report.receipts.map {
                .init(coordinator: $0.coordinator, size: $0.size, missing: $0.missingCount)
            },
            written: report.written.map {
                .init(
                    bundle: $0.bundle.hex, to: $0.recipients, records: $0.recordCount,
                    attachments: $0.attachmentCount, receipt: $0.hasReceipt, bytes: $0.byteCount)
            },
            removed: report.removed.map(\.hex),
            waiting: report.waiting.map {
                .init(
                    recorder: $0.recorder, device: $0.device, records: $0.recordCount,
                    attachments: $0.attachmentCount)
            },
            problems: report.problems.map { .init(subject: $0.subject, message: $0.message) },
            alreadyTaken: report.alreadyTakenCount, forOthers: report.forOthersCount)
    }
}
