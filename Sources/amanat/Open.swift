import ArgumentParser
import SystemPackage
import Terminal
import TestimonyVault

/// `amanat open`
struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "open",
        abstract: "Open one testimony into a folder.",
        discussion: """
            Writes the account as account.txt, and the originals under attachments/, with mode 0600, and \
            no key. Nothing is overwritten. What is written there is plaintext: keep it where it is safe, and \
            remove it when it is not needed.
            """)

    @Argument(help: "The record's id, or its first digits.")
    var id: String

    @Option(help: ArgumentHelp("The folder; it is made where it is not there.", valueName: "dir"))
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

    /// So many files are listed by their names.
    private static let mostListed = 10

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
            for line in record.lines { Report.line(line, hanging: Report.fieldColumn) }
            for file in opened.files.prefix(Self.mostListed) {
                Report.line(
                    "Wrote:     \(DisplayText.line(file.path, limit: .max)), "
                        + describe(byteCount: file.byteCount))
            }
            let rest = opened.files.dropFirst(Self.mostListed)
            if !rest.isEmpty {
                let byteCount = rest.reduce(0) { $0 + $1.byteCount }
                Report.line(
                    "Wrote:     and \(grouped(rest.count)) more \(rest.count == 1 ? "file" : "files"), "
                        + describe(byteCount: byteCount))
            }
            for problem in opened.problems {
                Report.error("\(problem.subject) was not written: \(problem.message)", hint: nil)
            }
        }
        if !opened.problems.isEmpty { throw ExitCode.doneInPart }
    }
}
