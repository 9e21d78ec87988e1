import TestimonyVault
import Words

extension Report {
    /// What went, and what stays.
    static func show(_ report: PruneReport) {
        let objectCount = report.recordCount + report.attachmentCount
        if objectCount > 0 {
            line(
                .pruned(report.recordCount, report.attachmentCount, byteCount: report.byteCount))
        }
        if report.forgottenCount > 0 { line(.forgot(report.forgottenCount)) }
        if objectCount == 0, report.forgottenCount == 0 { line(.nothingToPrune) }
        if report.keptCount > 0 { line(.testimoniesStay(report.keptCount)) }
    }
}
