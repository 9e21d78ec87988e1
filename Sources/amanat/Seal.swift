import ArgumentParser
import Statements
import SystemPackage
import Terminal
import TestimonyVault

/// `amanat seal`
struct Seal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Seal testimonies to all enrolled coordinators.",
        discussion: """
            Each FILE is the account of one testimony: text in UTF-8, in any language. `-` reads one from \
            standard input, so that no plaintext touches the disk. Attachments may be of any kind and \
            size. Prints the id of each record, in the order of the files.

            The files that you name are left as they are. A recorder's vault cannot open what it sealed.
            """)

    @Argument(help: "Files with accounts, or - for standard input.")
    var files: [String]

    @Option(
        help: ArgumentHelp(
            "Attach a file; may be repeated. Needs a single FILE.", valueName: "file"))
    var attach: [String] = []

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        let id: String
        let attachments: Int
        let bytes: Int64
    }

    func validate() throws {
        if !attach.isEmpty, files.count > 1 {
            throw ValidationError("--attach goes with one FILE: seal the testimonies one by one.")
        }
        if files.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("Standard input can be read once only.")
        }
        if files.contains("-"), global.common.passphraseFile == "-" {
            throw ValidationError(
                "Standard input cannot be both the account and the passphrase.")
        }
    }

    func run() throws {
        if files == ["-"], Terminal.givesInput, global.common.terminal() != nil {
            return try TypedTestimony(
                global: global, attaching: attach, keepsDraft: true, wanted: .empty,
                hidesAfter: .seconds(600)
            ).run()
        }
        let progress = global.common.progressLine()
        var vault = try global.openVault(progress)
        let testimonies = files.map { file in
            NewTestimony(
                file == "-" ? .standardInput : .file(FilePath(file)),
                attachments: attach.map { FilePath($0) })
        }
        defer { progress.end() }
        try vault.seal(testimonies) { sealed in
            progress.end()
            if global.json {
                Report.json(
                    Result(
                        id: sealed.id.hex, attachments: sealed.attachmentCount,
                        bytes: sealed.byteCount))
            } else {
                Report.line(sealed.id.hex)
            }
        }
    }
}
