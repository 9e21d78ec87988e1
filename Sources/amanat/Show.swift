import ArgumentParser
import Terminal
import TestimonyVault

/// `amanat show`
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one testimony.",
        discussion: """
            On a terminal it is shown on the alternate screen, and does not stay in the scrollback. That \
            it was opened is noted in this vault's journal.
            """)

    @Argument(help: "The record's id, or its first digits.")
    var id: String

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        struct Attachment: Encodable {
            let name: String
            let mediaType: String
            let bytes: Int64
            let sha256: String
            let here: Bool
        }
        let id: String
        let record: RecordOutput
        let account: String?
        let attachments: [Attachment]
    }

    func run() throws {
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let testimony = try vault.testimony(id)
        progress.end()
        let record = RecordOutput(testimony.summary)
        if global.json {
            return Report.json(
                Result(
                    id: record.id, record: record, account: testimony.account,
                    attachments: testimony.attachments.map {
                        .init(
                            name: $0.name, mediaType: $0.mediaType, bytes: $0.byteCount,
                            sha256: $0.sha256, here: $0.isHere)
                    }))
        }
        try show(testimony, record)
    }

    /// So many attachments are named before the account; of more the names follow it.
    private static let firstAttachmentCount = 20

    /// Who somebody is, and how that is verified; then what they say, which on a terminal has a bar before each
    /// line, so that it cannot pass for the former.
    private func show(_ testimony: Testimony, _ record: RecordOutput) throws {
        let attachments = testimony.attachments.map(Self.line)
        let isLong = attachments.count > Self.firstAttachmentCount
        var head = record.lines + (isLong ? [] : attachments)
        if isLong {
            head.append(Report.padded("Attached") + "\(attachments.count) files, named at the end")
        }
        let account: String? = testimony.account
        if account == nil { head.append(Report.padded("Account") + "none: attachments alone") }
        var sections = [section(head)]
        if let account {
            sections += [Pager.Section(""), Pager.Section(account, isQuoted: true)]
        }
        if isLong { sections += [Pager.Section(""), section(attachments)] }
        if Terminal.showsOutput, !global.common.noInput,
            let isClosed = Pager(sections).show()
        {
            if !isClosed { throw VaultError.interrupted }
        } else {
            for section in sections { Report.show(section) }
        }
    }

    private func section(_ lines: [String]) -> Pager.Section {
        Pager.Section(lines.joined(separator: "\n"), hanging: Report.fieldColumn)
    }

    private static func line(_ attachment: Testimony.Attachment) -> String {
        let missing = attachment.isHere ? "" : " (has not come yet)"
        return Report.padded("Attached")
            + "\(DisplayText.quoted(attachment.name)), \(describe(byteCount: attachment.byteCount))"
            + missing
    }
}
