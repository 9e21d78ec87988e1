import TestimonyVault
import Words

extension Report {
    /// What was checked, and what came of it.
    static func show(_ report: CheckReport) {
        for finding in report.damage { error(.damaged(finding)) }
        for finding in report.refused { error(.wasPutAside(finding)) }
        line(
            report.logCount > 0
                ? .checked(
                    entries: report.entryCount, signatures: report.signatureCount,
                    objects: report.objectCount, journals: report.logCount,
                    opened: report.openedCount)
                : .checked(
                    entries: report.entryCount, signatures: report.signatureCount,
                    objects: report.objectCount))
        if report.forgottenCount > 0 { line(.goesOn(fromEntry: report.forgottenCount + 1)) }
        if report.prunedCount > 0 { line(.prunedObjects(report.prunedCount)) }
        if report.draftCount > 0 { line(.draftsNotSealed(report.draftCount)) }
        if report.missingCount > 0 { line(.objectsNotCome(report.missingCount)) }
        if !report.damage.isEmpty {
            line(.damagedThings(report.damage.count))
        } else if !report.refused.isEmpty {
            line(.putAsideThings(report.refused.count))
        } else {
            line(.allAsItShouldBe)
        }
    }
}
