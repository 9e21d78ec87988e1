import ArgumentParser
import TestimonyVault
import Words

/// `amanat show`
struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: Help.Show.abstract.text(),
        discussion: Help.Show.discussion.text())

    @Argument(help: ArgumentHelp(Help.Show.id))
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
        try Report.show(testimony, record, mayPage: !global.common.noInput)
    }
}
