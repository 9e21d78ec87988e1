import Terminal
import TestimonyVault
import Words

extension Report {
    /// So many attachments are named before the account; of more the names follow it.
    private static let firstAttachmentCount = 20

    /// One testimony: who somebody is, and how that is verified; then what they say, which on a terminal has a bar
    /// before each line, so that it cannot pass for the former.
    ///
    /// - Parameter mayPage: whether a person can turn pages.
    /// - Throws: ``VaultError/interrupted``.
    static func show(_ testimony: OpenTestimony, mayPage: Bool) throws {
        let attachments = testimony.attachments.map {
            Field(
                .attachedLabel,
                .attachment($0.name, byteCount: $0.byteCount, isHere: $0.isHere))
        }
        let isLong = attachments.count > firstAttachmentCount
        var head = testimony.summary.fields + (isLong ? [] : attachments)
        if isLong { head.append(Field(.attachedLabel, .filesAtEnd(attachments.count))) }
        let account: String? = testimony.account
        head.append(
            Field(
                .accountLabel,
                account == nil ? .attachmentsAlone : .paragraphs(testimony.paragraphCount)))
        if testimony.partsElsewhereCount > 0 {
            head.append(Field(.partLabel, .partsElsewhere(testimony.partsElsewhereCount)))
        }
        head += testimony.unknownParts.map { Field(.partLabel, .unknownPart($0)) }
        var sections = [section(head)]
        if let account {
            sections += [Pager.Section(""), Pager.Section(account, isQuoted: true)]
        }
        if isLong { sections += [Pager.Section(""), section(attachments)] }
        if Terminal.showsOutput, mayPage, let isClosed = Pager(sections, pagerTexts).show() {
            if !isClosed { throw VaultError.interrupted }
        } else {
            for section in sections { show(section) }
        }
    }

    private static func section(_ fields: [Field]) -> Pager.Section {
        Pager.Section(fields.map(\.text).joined(separator: "\n"), hanging: Field.column)
    }

    private static var pagerTexts: PagerView.Texts {
        PagerView.Texts(
            end: Sentence.pagerEnd.text(), keys: Sentence.pagerKeys.text(),
            closeKey: Sentence.pagerClose.text(), key: Sentence.pagerCloseKey.text())
    }
}
