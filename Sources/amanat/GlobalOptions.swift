import ArgumentParser
import FoundationEssentials
import Passphrases
import SystemPackage
import Terminal
import TestimonyVault

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file whose first line is the passphrase; - is standard input.", valueName: "path"))
    var passphraseFile: String?

    @Flag(help: "Print results as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
    var quiet = false

    @Flag(help: "Never ask; fail where an answer is needed.")
    var noInput = false

    /// The terminal, where one may be asked.
    func terminal() -> Terminal? {
        noInput ? nil : Terminal.open()
    }

    func progressLine() -> ProgressLine {
        ProgressLine(isVisible: !quiet && !json)
    }

    /// A passphrase that is not new: from the file that was named, or asked for.
    func passphrase() throws -> VaultPassphrase {
        if let passphraseFile { return try Self.passphrase(inFile: passphraseFile) }
        return try ask("Passphrase: ")
    }

    /// Asks for a passphrase.
    ///
    /// - Throws: ``VaultError`` where nobody can be asked, or the person breaks it off.
    func ask(_ prompt: String) throws -> VaultPassphrase {
        guard let terminal = terminal() else {
            throw VaultError(
                .refused, "a passphrase is needed, and there is no terminal to ask on",
                hint: "`--passphrase-file PATH` takes it from a file")
        }
        return try Self.ask(terminal, prompt)
    }

    static func ask(
        _ terminal: borrowing Terminal, _ prompt: String
    ) throws -> VaultPassphrase {
        guard
            var typed = terminal.askSecret(prompt, limit: VaultPassphrase.maximumByteCount)
        else { throw VaultError.interrupted }
        do {
            return try VaultPassphrase(wiping: &typed)
        } catch {
            throw VaultError(.refused, "the passphrase \(error)", hint: error.advice)
        }
    }

    /// The first line of a file, without its end.
    static func passphrase(inFile path: String) throws -> VaultPassphrase {
        try VaultPassphrase.read(from: path == "-" ? .standard : .file(FilePath(path)))
    }
}

/// What every command about a vault takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The vault's folder.",
            discussion: "Else $AMANAT_VAULT, $XDG_DATA_HOME/amanat or ~/.local/share/amanat.",
            valueName: "dir"))
    var vault: String?

    @OptionGroup var common: CommonOptions

    var json: Bool { common.json }
    var quiet: Bool { common.quiet }

    /// Where the vault is, or is to be.
    func vaultPath() throws -> FilePath {
        let environment = ProcessInfo.processInfo.environment
        func value(_ name: String) -> String? {
            environment[name].flatMap { $0.isEmpty ? nil : $0 }
        }
        if let vault { return FilePath(vault) }
        if let path = value("AMANAT_VAULT") { return FilePath(path) }
        if let path = value("XDG_DATA_HOME") { return FilePath(path).appending("amanat") }
        if let home = value("HOME") { return FilePath(home).appending(".local/share/amanat") }
        throw ValidationError("No vault is named, and $HOME is not set: use --vault DIR.")
    }

    /// What the library takes from outside; `progress` shows its work.
    func surroundings(_ progress: ProgressLine) -> Surroundings {
        Surroundings { progress.report($0) }
    }

    // MARK: The vault

    /// Opens the vault, and says what opening it mended.
    func openVault(_ progress: ProgressLine) throws -> Vault {
        let path = try vaultPath()
        // What needs no passphrase is said before one is asked for.
        try Vault.requireVault(at: path)
        let vault = try Vault.open(
            at: path, with: try common.passphrase(), surroundings: surroundings(progress))
        if !quiet { for notice in vault.notices { Report.notice(notice) } }
        return vault
    }

    /// Names what the work came upon that is damaged, and stepped over; to be called when all else is said.
    ///
    /// - Throws: the exit status 13 where there is any.
    func reportDamage(in vault: borrowing Vault) throws {
        for damage in vault.damage {
            Report.error("damaged: \(damage.place): \(damage.message)", hint: nil)
        }
        if !vault.damage.isEmpty { throw ExitCode.damageFound }
    }
}
