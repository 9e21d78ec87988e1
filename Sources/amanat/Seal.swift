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
            standard input, so that no plaintext touches the disk. Attachments may be files of any kind \
            and size; without a FILE, they are the testimony. Prints the id of each record, in the order \
            of the files.

            The files that you name are left as they are. A recorder's vault cannot open what it sealed.
            """)

    @Argument(help: "Files with accounts, or - for standard input.")
    var files: [String] = []

    @OptionGroup var attachments: AttachOptions

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if files.isEmpty, attachments.attach.isEmpty {
            throw ValidationError(
                "Name a FILE with an account, - for standard input, or attachments with --attach.")
        }
        if !attachments.attach.isEmpty, files.count > 1 {
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
                global: global, attaching: attachments, keepsDraft: true, wanted: .empty,
                hidesAfter: .seconds(600)
            ).run()
        }
        let progress = global.common.progressLine()
        // What needs no passphrase is looked at before one is asked for, and before the vault is held.
        let path = try global.vaultPath()
        try Vault.requireVault(at: path)
        let plan = try NewTestimony.check(
            try testimonies(), forVaultAt: path, surroundings: global.surroundings(progress))
        progress.end()
        if !global.quiet {
            for path in plan.repeated {
                Report.notice(
                    "\(DisplayText.line(path.string, limit: .max)) was named twice, and is attached once"
                )
            }
        }
        var vault = try global.openVault(progress)
        defer { progress.end() }
        var summary = SealSummary()
        defer { if !global.quiet, !global.json { summary.say() } }
        var sources = plan.testimonies.map(Self.sources)[...]
        try vault.seal(plan.testimonies) { sealed in
            progress.end()
            let files = sources.removeFirst()
            summary.add(sealed, from: files)
            SealOutput(sealed, from: files).print(asJSON: global.json)
        }
    }

    private func testimonies() throws -> [NewTestimony] {
        let attachments = try attachments.paths(global.common)
        if files.isEmpty { return [NewTestimony(nil, attachments: attachments)] }
        return files.map { file in
            NewTestimony(
                file == "-" ? .standardInput : .file(FilePath(argument: file)),
                attachments: attachments)
        }
    }

    /// The files that a testimony is made from, which stay as they are.
    private static func sources(_ testimony: NewTestimony) -> [FilePath] {
        if case .file(let path) = testimony.account { return [path] + testimony.attachments }
        return testimony.attachments
    }
}
