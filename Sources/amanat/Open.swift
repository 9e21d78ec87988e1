import ArgumentParser
import SystemPackage
import TestimonyVault
import Words

/// `amanat open`
struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: Help.Open.abstract.text(),
        discussion: Help.Open.discussion.text())

    @Argument(help: ArgumentHelp(Help.Open.id))
    var id: String

    @Option(help: ArgumentHelp(Help.Open.to, value: Help.Values.folder))
    var to: String

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        struct File: Encodable {
            let path: String
            let bytes: Int64
            let name: String?
        }
        struct Problem: Encodable {
            let subject: String
            let message: String
        }
        let id: String
        let record: RecordOutput
        let files: [File]
        let problems: [Problem]
    }

    func run() throws {
        let progress = global.common.progressLine()
        try Vault.requireVault(at: try global.vaultPath())
        let folder = FilePath(argument: to)
        try OpenedTestimony.requireFolder(at: folder)
        var vault = try global.openVault(progress)
        defer { progress.end() }
        let opened = try vault.open(id, to: folder)
        progress.end()
        let record = RecordOutput(opened.summary)
        if global.json {
            Report.json(
                Result(
                    id: record.id, record: record,
                    files: opened.files.map {
                        .init(path: $0.path, bytes: $0.byteCount, name: $0.originalName)
                    },
                    problems: opened.problems.map {
                        .init(subject: $0.subject, message: $0.message)
                    }))
        } else {
            Report.show(opened, record)
        }
        if !opened.problems.isEmpty { throw ExitCode.doneInPart }
    }
}
