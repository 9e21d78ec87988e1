import ArgumentParser
import FoundationEssentials
import Passphrases
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// What every command takes.
struct CommonOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(Help.CommonOptions.passphraseFile, value: Help.Values.path))
    var passphraseFile: String?

    @Flag(help: ArgumentHelp(Help.CommonOptions.json))
    var json = false

    @Flag(name: .shortAndLong, help: ArgumentHelp(Help.CommonOptions.quiet))
    var quiet = false

    @Flag(help: ArgumentHelp(Help.CommonOptions.noInput))
    var noInput = false

    /// The terminal, where one may be asked.
    func terminal() -> Terminal? {
        noInput ? nil : Terminal.open()
    }

    /// Whether a person can be asked.
    var canAsk: Bool {
        guard let terminal = terminal() else { return false }
        extendLifetime(terminal)
        return true
    }

    func progressLine() -> ProgressLine {
        ProgressLine(isVisible: !quiet && !json)
    }

    /// A passphrase that is not new: from the file that was named, or asked for. What is typed stays hidden until the
    /// program ends, or ``Terminal/showTyping()``.
    func passphrase(_ prompt: Sentence = .passphrasePrompt) throws -> VaultPassphrase {
        if let passphraseFile { return try Self.passphrase(inFile: passphraseFile) }
        return try ask(prompt)
    }

    /// Does what takes a passphrase: with the one in the file that was named; else with what is typed, in three tries.
    ///
    /// From the first prompt on, nothing that is typed is shown, and what was typed before a prompt, or while the vault
    /// opened, is dropped: a second try that was typed ahead neither stays on the screen nor goes to the shell.
    ///
    /// - Parameters:
    ///   - progress: taken away when the work is done.
    ///   - prompt: asks for it.
    ///   - open: the work; where it fails with `wrongPassphrase`, the next try is asked for.
    func unlocking<Result: ~Copyable>(
        _ progress: ProgressLine, _ prompt: Sentence = .passphrasePrompt,
        _ open: (borrowing VaultPassphrase) throws -> Result
    ) throws -> Result {
        defer { progress.end() }
        guard passphraseFile == nil else { return try open(try passphrase()) }
        let terminal = try terminalToAsk()
        // Whoever hides more than the passphrase goes on hiding, and reads what is typed meanwhile.
        let isHidden = Terminal.hidesTyping
        terminal.hideTyping()
        defer { if !isHidden { Terminal.showTyping() } }
        for left in [2, 1] {
            do {
                return try open(try Self.ask(terminal, prompt))
            } catch let error as VaultError where error.kind == .wrongPassphrase {
                progress.end()
                terminal.say(.wrongPassphrase(triesLeft: left))
            }
        }
        return try open(try Self.ask(terminal, prompt))
    }

    /// Asks for a passphrase, and keeps hidden what is typed afterwards.
    ///
    /// - Throws: ``VaultError`` where nobody can be asked, or the person breaks it off.
    func ask(_ prompt: Sentence) throws -> VaultPassphrase {
        let terminal = try terminalToAsk()
        terminal.hideTyping()
        return try Self.ask(terminal, prompt)
    }

    private func terminalToAsk() throws -> Terminal {
        guard let terminal = terminal() else {
            throw VaultError(
                .refused, "passphraseNeeded", .passphraseNeeded, hint: .passphraseNeededHint)
        }
        return terminal
    }

    static func ask(
        _ terminal: borrowing Terminal, _ prompt: Sentence, onAlternateScreen: Bool = false
    ) throws -> VaultPassphrase {
        while true {
            guard
                var typed = terminal.askSecret(
                    prompt.text(), limit: VaultPassphrase.maximumByteCount,
                    onAlternateScreen: onAlternateScreen)
            else { throw VaultError.interrupted }
            do {
                return try VaultPassphrase(wiping: &typed)
            } catch {
                // No try is counted for what cannot be a passphrase.
                terminal.say(.noPassphrase(error))
            }
        }
    }

    /// The first line of a file, without its end.
    static func passphrase(inFile path: String) throws -> VaultPassphrase {
        try VaultPassphrase.read(
            from: Input(argument: path),
            surroundings: Surroundings { _ in !ProcessGuard.isInterrupted })
    }
}

/// What every command about a vault takes.
struct GlobalOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            Help.GlobalOptions.vault, value: Help.Values.folder,
            discussion: Help.GlobalOptions.vaultElse))
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
        if let vault { return FilePath(argument: vault) }
        if let path = value("AMANAT_VAULT") { return FilePath(path) }
        if let path = value("XDG_DATA_HOME") { return FilePath(path).appending("amanat") }
        if let home = value("HOME") { return FilePath(home).appending(".local/share/amanat") }
        throw ValidationError(.noVaultNamed)
    }

    /// What the library takes from outside; `progress` shows its work.
    func surroundings(_ progress: ProgressLine) -> Surroundings {
        Surroundings { progress.report($0) }
    }

    // MARK: The vault

    /// Finds the vault, without a passphrase.
    func findVault(_ progress: ProgressLine) throws -> LockedVault {
        try LockedVault(at: try vaultPath(), surroundings: surroundings(progress))
    }

    /// Opens the vault, and says what opening it mended.
    func openVault(_ progress: ProgressLine) throws -> Vault {
        try open(try findVault(progress), progress)
    }

    /// Opens a vault that was found, and says what opening it mended.
    func open(_ locked: LockedVault, _ progress: ProgressLine) throws -> Vault {
        // What needs no passphrase is said before one is asked for.
        try locked.requireOpenable()
        let vault = try common.unlocking(progress) { passphrase in
            try locked.open(with: passphrase)
        }
        if !quiet { for mended in vault.mended { Report.notice(mended.sentence) } }
        return vault
    }
}
