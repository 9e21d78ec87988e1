import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault
import Words

/// `amanat passphrase`
struct PassphraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: Help.PassphraseCommand.abstract.text(),
        discussion: Help.PassphraseCommand.discussion.text(),
        subcommands: [
            PassphraseList.self, PassphraseChange.self, PassphraseAdd.self, PassphraseRemove.self,
            PassphraseCost.self,
        ])
}

/// What the subcommands that set a new passphrase take.
struct NewPassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(Help.PassphraseCommand.newPassphraseFile, value: Help.Values.path))
    var newPassphraseFile: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.common.requireOneReader(ofStandardInput: [newPassphraseFile])
    }

    /// What must be there before the first passphrase is asked for.
    func requireNew() throws {
        guard newPassphraseFile == nil, global.common.terminal() == nil else { return }
        throw VaultError(
            .refused, "newPassphraseNeeded", .newPassphraseNeeded, hint: .newPassphraseFileHint)
    }

    func newPassphrase(_ vault: borrowing VaultPassphrases) throws -> VaultPassphrase {
        try global.common.newPassphrase(inFile: newPassphraseFile, knowing: vault.context)
    }
}

extension GlobalOptions {
    /// Opens the key slots of the vault, in three tries where it is typed.
    func openPassphrases(_ progress: ProgressLine) throws -> VaultPassphrases {
        let locked = try findVault(progress)
        try locked.requireOpenable()
        return try common.unlocking(progress) { passphrase in
            try VaultPassphrases(of: locked, with: passphrase)
        }
    }

    /// Says what was changed, and what was not.
    func reportPassphrases(_ done: Sentence.PassphraseChange, count: Int, leavesOld: Bool) {
        if json { return Report.json(PassphraseCountOutput(passphrases: count)) }
        Report.line(.passphrases(done, count: count))
        if leavesOld, !quiet { Report.notice(.oldCopiesOpen) }
    }
}

/// `amanat passphrase list`
struct PassphraseList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: Help.PassphraseList.abstract.text(),
        discussion: Help.PassphraseList.discussion.text())

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let vault = try global.openPassphrases(global.common.progressLine())
        if global.json {
            Report.json(PassphrasesOutput(vault))
        } else {
            Report.show(vault.entries, vault.cost)
        }
        if vault.count == nil {
            Report.error("slotsAltered", .slotsAltered, hint: .slotsAlteredHint)
            throw ExitCode.damageFound
        }
    }
}
