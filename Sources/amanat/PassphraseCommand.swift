import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault

/// `amanat passphrase`
struct PassphraseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passphrase",
        abstract: "Change the passphrase, add another, remove one.",
        discussion: """
            Up to eight passphrases open a vault, each by itself. First one of them is asked for, or taken from \
            --passphrase-file; then the new one, or what is to be done.

            None of this changes the keys that the vault is sealed with. Whoever kept a copy of the vault's folder from \
            before (a backup, an image of a seized disk, what flash memory still holds) opens that copy with a \
            passphrase of then.

            amanat passphrase change
            amanat passphrase change --passphrase-file OLD --new-passphrase-file NEW
            amanat passphrase remove --others
            """,
        subcommands: [
            PassphraseList.self, PassphraseChange.self, PassphraseAdd.self, PassphraseRemove.self,
            PassphraseCost.self,
        ])
}

/// What the subcommands that set a new passphrase take.
struct NewPassphraseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file whose first line is the new passphrase; - is standard input.",
            valueName: "path"))
    var newPassphraseFile: String?

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        try global.common.requireOneReader(ofStandardInput: [newPassphraseFile])
    }

    /// What must be there before the first passphrase is asked for.
    func requireNew() throws {
        guard newPassphraseFile == nil, global.common.terminal() == nil else { return }
        throw VaultError(
            .refused, "a new passphrase is needed, and there is no terminal to ask on",
            hint: "`--new-passphrase-file PATH` takes it from a file")
    }

    func newPassphrase(_ vault: borrowing VaultPassphrases) throws -> VaultPassphrase {
        try global.common.newPassphrase(inFile: newPassphraseFile, knowing: vault.context)
    }
}

extension GlobalOptions {
    /// Opens the key slots of the vault, in three tries where it is typed.
    func openPassphrases(_ progress: ProgressLine) throws -> VaultPassphrases {
        let path = try vaultPath()
        let surroundings = surroundings(progress)
        try Vault.requireOpenable(at: path, surroundings: surroundings)
        return try common.unlocking(progress) { passphrase in
            try VaultPassphrases(ofVaultAt: path, with: passphrase, surroundings: surroundings)
        }
    }

    /// Says what was changed, and what was not.
    func reportPassphrases(_ done: String, count passphraseCount: Int, leavesOld: Bool) {
        if json { return Report.json(["passphrases": passphraseCount]) }
        let opens =
            passphraseCount == 1 ? "One passphrase opens" : "\(passphraseCount) passphrases open"
        Report.line("\(done) \(opens) the vault.")
        if leavesOld, !quiet {
            Report.notice(
                "a copy of the vault from before, in a backup or on a seized disk, still opens with "
                    + "what opened it then")
        }
    }
}

/// `amanat passphrase list`
struct PassphraseList: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Say how many passphrases open the vault, and since when.",
        discussion: """
            Which they are is written nowhere. Without a passphrase, not even their number can be known.
            """)

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        struct Passphrase: Encodable {
            let set: String
            let typed: Bool
        }
        let passphrases: [Passphrase]?
        let cost: String?
    }

    func run() throws {
        let vault = try global.openPassphrases(global.common.progressLine())
        let isKnown = vault.count != nil
        let entries = vault.entries
        if global.json {
            Report.json(
                Result(
                    passphrases: isKnown
                        ? entries.map { .init(set: $0.setAt, typed: $0.isTyped) } : nil,
                    cost: vault.cost?.rawValue))
        } else {
            for entry in entries {
                Report.line("Set \(entry.setAt)\(entry.isTyped ? " (the one typed now)" : "")")
            }
            if let cost = vault.cost { Report.line("Cost of a try: \(cost.rawValue)") }
        }
        if !isKnown {
            Report.error(
                "keyslots was altered: it is not known which passphrases open this vault",
                hint: "`amanat passphrase remove --others` keeps the one typed alone")
            throw ExitCode.damageFound
        }
    }
}
