import TestimonyVault
import Words

extension Report {
    /// What came, what went, what is still to come, and what was put aside.
    static func show(_ report: SyncReport) {
        for bundle in report.taken where bundle.recordCount + bundle.attachmentCount > 0 {
            line(
                .tookIn(
                    from: bundle.writer, isEnrolled: bundle.isWriterEnrolled,
                    records: bundle.recordCount, attachments: bundle.attachmentCount))
        }
        for receipt in report.receipts {
            line(
                .receipt(
                    from: receipt.coordinator, entries: receipt.size,
                    missing: receipt.missingCount))
        }
        for bundle in report.written {
            line(
                bundle.hasReceipt
                    ? .putOutReceipt(for: bundle.recipients, byteCount: bundle.byteCount)
                    : .putOut(
                        for: bundle.recipients, records: bundle.recordCount,
                        attachments: bundle.attachmentCount, byteCount: bundle.byteCount))
        }
        if !report.removed.isEmpty { line(.removedBundles(report.removed.count)) }
        for waiting in report.waiting {
            line(
                .stillToCome(
                    from: waiting.recorder, records: waiting.recordCount,
                    attachments: waiting.attachmentCount))
        }
        if report.isWithoutNews { line(.nothingNew) }
        for problem in report.problems { error(.putAside(problem)) }
    }
}

extension SyncReport {
    /// Whether nothing came, went, or failed.
    fileprivate var isWithoutNews: Bool {
        taken.allSatisfy { $0.recordCount + $0.attachmentCount == 0 } && receipts.isEmpty
            && written.isEmpty && removed.isEmpty && problems.isEmpty
    }
}
