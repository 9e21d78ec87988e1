import ArgumentParser
import Statements
import SystemPackage
import TestimonyVault

/// `amanat sync`
struct Sync: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Exchange sealed bundles and receipts through a folder.",
        discussion: """
            FOLDER is a USB stick, or any folder that another tool carries. Takes in what it holds for \
            this vault, puts there what others still lack, and removes own bundles that all have signed \
            for. Doing it twice changes nothing. Files of others are left alone. The order in which people \
            sync does not matter; sync again when the stick is back, to take in receipts.
            """)

    @Argument(help: "The folder.")
    var folder: String

    @Flag(
        help: ArgumentHelp(
            "Hand off although this vault's own journal went back.",
            discussion: "Coordinators keep what comes, and mark it. For a restored backup."))
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
        global.json ? Report.json(result(report)) : show(report)
        for problem in report.problems where !global.json {
            Report.error("\(problem.subject) was put aside: \(problem.message)", hint: nil)
        }
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

    private func show(_ report: SyncReport) {
        for bundle in report.taken where bundle.recordCount + bundle.attachmentCount > 0 {
            let standing = bundle.isWriterEnrolled ? "" : " (not enrolled)"
            Report.line(
                "Took in from \(name(bundle.writer, isEnrolled: bundle.isWriterEnrolled))\(standing): "
                    + contents(bundle.recordCount, bundle.attachmentCount))
        }
        for receipt in report.receipts {
            let missing = receipt.missingCount > 0 ? "; lacks \(receipt.missingCount) objects" : ""
            Report.line(
                "Receipt from \(name(receipt.coordinator)): \(receipt.size) journal entries\(missing)"
            )
        }
        for bundle in report.written {
            let what =
                bundle.hasReceipt
                ? "a receipt" : contents(bundle.recordCount, bundle.attachmentCount)
            Report.line(
                "Put out for \(bundle.recipients.map { name($0) }.joined(separator: ", ")): \(what) "
                    + "(\(describe(byteCount: bundle.byteCount)))")
        }
        if !report.removed.isEmpty {
            Report.line(
                "Removed \(count(report.removed.count, "bundle", "bundles")) that arrived")
        }
        for waiting in report.waiting {
            Report.line(
                "Still to come from \(name(waiting.recorder)): "
                    + contents(waiting.recordCount, waiting.attachmentCount))
        }
        if report.isWithoutNews { Report.line("Nothing new.") }
    }

    private func contents(_ records: Int, _ attachments: Int) -> String {
        let testimonies = count(records, "testimony", "testimonies")
        return attachments == 0
            ? testimonies : "\(testimonies), \(count(attachments, "attachment", "attachments"))"
    }
}

extension SyncReport {
    /// Whether nothing came, went, or failed.
    fileprivate var isWithoutNews: Bool {
        taken.allSatisfy { $0.recordCount + $0.attachmentCount == 0 } && receipts.isEmpty
            && written.isEmpty && removed.isEmpty && problems.isEmpty
    }
}
