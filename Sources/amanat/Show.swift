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
        var lines = record.lines
        for attachment in testimony.attachments {
            let missing = attachment.isHere ? "" : " (has not come yet)"
            lines.append(
                "Attached:  \(attachment.name), \(describe(byteCount: attachment.byteCount))\(missing)"
            )
        }
        let text = (lines + ["", testimony.account ?? "(no account: attachments alone)"]).joined(
            separator: "\n")
        if Terminal.showsOutput, let terminal = global.common.terminal() {
            Pager(text, columns: terminal.size.columns).show(on: terminal)
        } else {
            Report.line(text)
        }
    }
}
