import SystemPackage
import Terminal
import TestimonyVault

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
    mutating func add(_ sealed: SealedTestimony, from files: [FilePath]) {
        testimonyCount += 1
        letterCount += sealed.letterCount
        attachmentCount += sealed.attachmentCount
        byteCount += sealed.byteCount
        recipients = sealed.recipients
        renamed += sealed.renamed
        unsealed += files
    }

    /// In words, on standard error.
    func say() {
        guard testimonyCount > 0 else { return }
        let what = testimonyCount == 1 ? "sealed" : "sealed \(grouped(testimonyCount)) testimonies"
        var parts: [String] = []
        if letterCount > 0 {
            parts.append("\(grouped(letterCount)) \(letterCount == 1 ? "letter" : "letters")")
        }
        if attachmentCount > 0 {
            parts.append(
                "\(grouped(attachmentCount)) \(attachmentCount == 1 ? "attachment" : "attachments")"
            )
        }
        let somebody = recipients.map { name($0) }.joined(separator: ", ")
        Report.notice(
            "\(what) for \(somebody): \(parts.joined(separator: ", ")) "
                + "(\(describe(byteCount: byteCount)))")
        for renamed in renamed.prefix(5) {
            Report.notice(
                "\(DisplayText.line(renamed.path.string, limit: .max)) is called "
                    + "\(DisplayText.quoted(renamed.name)) in the record, which does not take its name "
                    + "as it is")
        }
        if renamed.count > 5 {
            Report.notice("and so are \(grouped(renamed.count - 5)) more")
        }
        if !unsealed.isEmpty {
            Report.notice(
                "left unsealed on this disk: \(list(unsealed.map(\.string), "file"))")
        }
    }
}
