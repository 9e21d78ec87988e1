import SystemPackage
import TestimonyVault
import Words

/// What a person is told once testimonies are sealed: for whom, how much, and what is left unsealed.
struct SealSummary {
    private var testimonyCount = 0
    private var letterCount = 0
    private var attachmentCount = 0
    private var byteCount: Int64 = 0
    private var recipients: [String] = []
    private var renamed: [SealedTestimony.Renamed] = []
    private var unsealed: [FilePath] = []

    /// Adds a testimony, and the files that it was made from.
    mutating func add(_ sealed: SealedTestimony) {
        testimonyCount += 1
        letterCount += sealed.letterCount
        attachmentCount += sealed.attachmentCount
        byteCount += sealed.byteCount
        recipients = sealed.recipients
        renamed += sealed.renamed
        unsealed += sealed.sources
    }

    /// In words, on standard error.
    func say() {
        guard testimonyCount > 0 else { return }
        Report.notice(
            .sealed(
                testimonyCount, for: recipients, letters: letterCount,
                attachments: attachmentCount, byteCount: byteCount))
        for renamed in renamed.prefix(Report.mostNames) {
            Report.notice(.renamed(renamed.path, to: renamed.name))
        }
        if renamed.count > Report.mostNames {
            Report.notice(.moreRenamed(renamed.count - Report.mostNames))
        }
        guard !unsealed.isEmpty else { return }
        let named = unsealed.prefix(Report.mostNames)
        Report.notice(.leftUnsealed(Array(named), more: unsealed.count - named.count))
    }
}
