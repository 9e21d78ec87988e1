import Statements
import TestimonyVault
import Words

extension Report {
    /// What is here, what went, and what has come.
    static func show(_ status: VaultStatus) {
        line(.owner(status.name, status.role))
        if status.role == .recorder || status.sealedCount > 0 { showOwn(status) }
        for recorder in status.recorders { show(recorder) }
        for draft in status.drafts {
            field(.wide(.draftLabel, .draft(draft.id, draft.words(showsID: false))))
        }
        if status.drafts.contains(where: { !$0.isHeld }) { line(.resumeDraft) }
    }

    private static func showOwn(_ status: VaultStatus) {
        field(
            .wide(
                .sealedHereLabel,
                .sealedHere(status.sealedCount, attachments: status.attachmentCount)))
        field(.wide(.handedOffLabel, .number(status.handedOffCount)))
        field(.wide(.acknowledgedLabel, .number(status.acknowledgedCount)))
        if status.prunableCount > 0 {
            field(.wide(.prunableLabel, .prunable(status.prunableCount)))
        }
        if status.forgottenCount > 0 {
            field(.wide(.forgottenLabel, .forgottenEntries(status.forgottenCount)))
        }
        if status.coordinators.isEmpty, status.role == .recorder { line(.noCoordinator) }
        for coordinator in status.coordinators {
            line(
                .acknowledged(
                    by: coordinator.name, coordinator.acknowledgedCount,
                    of: coordinator.sealedCount, lastAt: coordinator.cosignedAt), indent: 2)
        }
    }

    private static func show(_ recorder: VaultStatus.Recorder) {
        line(
            .from(
                recorder.name, isEnrolled: recorder.isEnrolled, records: recorder.recordCount,
                missing: recorder.missingCount))
        for gap in recorder.gaps { line(.notCome(gap), indent: 2) }
        if let fault = recorder.fault { line(.journalNotReliedOn(fault.sentence), indent: 2) }
    }
}
