public import ArgumentParser
import Passphrases
import Statements
import SystemPackage
import Terminal
import TestimonyVault

/// `amanat init`
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make a vault.",
        discussion: """
            A recorder's vault seals testimonies to coordinators and holds no key that opens them. A \
            coordinator's vault opens what recorders sealed.

            The passphrase is asked twice; an empty answer takes six random words. It cannot be \
            recovered: without it, this vault does not open.
            """)

    @Option(help: "recorder or coordinator.")
    var role: Role

    @Option(help: "A pseudonym. Others will see it.")
    var name: String

    @Option(
        help: ArgumentHelp(
            "What one try of the passphrase costs: interactive (64 MiB), moderate (256 MiB; a "
                + "recorder's default) or sensitive (1 GiB; a coordinator's).",
            valueName: "cost"))
    var kdf: KeyCost?

    @Flag(help: "Take six random words as the passphrase, and print them.")
    var generate = false

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        let vault: String
        let name: String
        let role: Role
        let device: String
        let safetyNumber: String
        let passphrase: String?
    }

    func validate() throws {
        if generate, global.common.passphraseFile != nil {
            throw ValidationError("--generate and --passphrase-file exclude each other.")
        }
    }

    func run() throws {
        let path = try global.vaultPath()
        let progress = global.common.progressLine()
        let passphrase = try newPassphrase()
        let shown = generate ? passphrase.revealed() : nil
        let card = try Vault.create(
            at: path, role: role, name: name, passphrase: passphrase, cost: kdf,
            surroundings: global.surroundings(progress))
        let number = "\(card.fingerprint.safetyNumber)"
        if global.json {
            return Report.json(
                Result(
                    vault: path.string, name: card.name, role: card.role,
                    device: card.fingerprint.deviceName, safetyNumber: number,
                    passphrase: shown))
        }
        Report.line("Made a \(card.role.rawValue)'s vault for \(card.name) at \(path).")
        Report.line("Safety number: \(number)")
        if let shown { Report.line("Passphrase:    \(shown)") }
        if !global.quiet {
            Report.line("Next: `amanat card --out FILE`, and exchange cards.")
        }
    }

    private func newPassphrase() throws -> VaultPassphrase {
        if generate { return .generated() }
        if let file = global.common.passphraseFile {
            return try CommonOptions.passphrase(inFile: file)
        }
        guard let terminal = global.common.terminal() else {
            return try global.common.ask("New passphrase: ")
        }
        while true {
            let first = try CommonOptions.ask(
                terminal, "New passphrase (empty: six random words): ")
            if first.isEmpty { return try words(terminal) }
            if let weakness = first.weakness() {
                terminal.write(
                    "This will not do: \(weakness). An empty answer takes six random words.\n")
                continue
            }
            let second = try CommonOptions.ask(terminal, "The same again: ")
            if second.isSame(as: first) { return first }
            terminal.write("The two differ.\n")
        }
    }

    private func words(_ terminal: borrowing Terminal) throws -> VaultPassphrase {
        let passphrase = VaultPassphrase.generated()
        // On the alternate screen, so that the words do not stay in the scrollback.
        terminal.write("\u{1B}[?1049h\u{1B}[2J\u{1B}[H")
        defer { terminal.write("\u{1B}[2J\u{1B}[3J\u{1B}[H\u{1B}[?1049l") }
        terminal.write("Your passphrase:\n\n    \(passphrase.revealed())\n\n")
        terminal.write("Learn it, or keep it where nobody finds it with this laptop.\n")
        while true {
            let typed = try CommonOptions.ask(terminal, "Type it: ")
            if typed.isSame(as: passphrase) { return passphrase }
            terminal.write("That is not it.\n")
        }
    }
}

extension Role: ExpressibleByArgument {}
extension KeyCost: ExpressibleByArgument {}
