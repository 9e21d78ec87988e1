import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault
import Words

/// `amanat passphrase cost`
struct PassphraseCost: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cost", abstract: Help.PassphraseCost.abstract.text(),
        discussion: Help.PassphraseCost.discussion.text())

    @Option(
        help: ArgumentHelp(Help.PassphraseCost.kdf, value: Help.Values.cost))
    var kdf: KeyCost

    @Option(
        help: ArgumentHelp(Help.PassphraseCost.otherPassphraseFile, value: Help.Values.path))
    var otherPassphraseFile: [String] = []

    @Flag(help: ArgumentHelp(Help.PassphraseCost.dropOthers))
    var dropOthers = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.common.requireOneReader(ofStandardInput: otherPassphraseFile)
    }

    func run() throws {
        let progress = global.common.progressLine()
        defer { progress.end() }
        let locked = try global.findVault(progress)
        try locked.requireOpenable()
        try Vault.requireMemory(for: kdf, surroundings: global.surroundings(progress))
        let stayed = try global.common.unlocking(progress) { passphrase in
            let vault = try VaultPassphrases(of: locked, with: passphrase)
            return try setCost(vault, passphrase, progress)
        }
        progress.end()
        global.reportPassphrases(.costSet, count: stayed, leavesOld: true)
    }

    /// How many passphrases stay.
    private func setCost(
        _ vault: borrowing VaultPassphrases, _ passphrase: borrowing VaultPassphrase,
        _ progress: ProgressLine
    ) throws -> Int {
        var files = otherPassphraseFile[...]
        let mayAsk = files.isEmpty && !dropOthers && global.common.canAsk
        do throws(VaultError) {
            return try vault.setCost(
                kdf, typed: passphrase,
                others: {
                    progress.end()
                    return try nextOther(files.popFirst(), mayAsk: mayAsk)
                }, isDroppingRest: dropOthers)
        } catch {
            guard error.kind == .wrongPassphrase else { throw error }
            // One of the others: the first one is not asked for again.
            throw VaultError(.refused, "otherOpensNothing", .otherOpensNothing, hint: .keyboardHint)
        }
    }

    private func nextOther(_ file: String?, mayAsk: Bool) throws -> VaultPassphrase? {
        if let file { return try CommonOptions.passphrase(inFile: file) }
        guard mayAsk else { return nil }
        let other = try global.common.ask(.otherPassphrasePrompt)
        if other.isEmpty { return nil }
        return other
    }
}
