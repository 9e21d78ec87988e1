import ArgumentParser
import Statements
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// `amanat seal`
struct Seal: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: Help.Seal.abstract.text(),
        discussion: Help.Seal.discussion.text())

    @Argument(help: ArgumentHelp(Help.Seal.files))
    var files: [String] = []

    @OptionGroup var attachments: AttachOptions

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if files.isEmpty, attachments.attach.isEmpty {
            throw ValidationError(.fileOrAttachments)
        }
        if !attachments.attach.isEmpty, files.count > 1 {
            throw ValidationError(.attachToOne)
        }
        if files.count(where: { $0 == "-" }) > 1 {
            throw ValidationError(.standardInputOnce)
        }
        if files.contains("-"), global.common.passphraseFile == "-" {
            throw ValidationError(.accountOrPassphrase)
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
        let locked = try global.findVault(progress)
        let plan = try NewTestimony.check(
            try testimonies(), forVaultAt: try global.vaultPath(),
            surroundings: global.surroundings(progress))
        progress.end()
        if !global.quiet {
            for path in plan.repeated { Report.notice(.namedTwice(path)) }
        }
        var vault = try global.open(locked, progress)
        defer { progress.end() }
        var summary = SealSummary()
        defer { if !global.quiet, !global.json { summary.say() } }
        try vault.seal(plan.testimonies) { sealed in
            progress.end()
            summary.add(sealed)
            global.json ? Report.json(sealed) : Report.data(sealed.id.hex)
        }
    }

    private func testimonies() throws -> [NewTestimony] {
        let attachments = try attachments.paths(global.common)
        if files.isEmpty { return [NewTestimony(nil, attachments: attachments)] }
        return files.map { file in
            NewTestimony(
                .input(Input(argument: file)),
                attachments: attachments)
        }
    }
}
