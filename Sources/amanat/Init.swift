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
        defer { progress.end() }
        try Vault.requireToMake(
            at: path, role: role, name: name, cost: kdf, surroundings: global.surroundings(progress)
        )
        let passphrase =
            generate
            ? .generated()
            : try global.common.newPassphrase(
                inFile: global.common.passphraseFile, knowing: [name, role.rawValue])
        let shown = generate ? passphrase.revealed() : nil
        let card = try Vault.create(
            at: path, role: role, name: name, passphrase: passphrase, cost: kdf,
            surroundings: global.surroundings(progress))
        progress.end()
        let number = "\(card.fingerprint.safetyNumber)"
        if global.json {
            return Report.json(
                Result(
                    vault: path.string, name: card.name, role: card.role,
                    device: card.fingerprint.deviceName, safetyNumber: number,
                    passphrase: shown))
        }
        Report.line(
            "Made a \(card.role.rawValue)'s vault for \(DisplayText.quoted(card.name)) at \(path).")
        Report.line("Safety number: \(number)")
        if let shown { Report.line("Passphrase:    \(shown)") }
        if !global.quiet {
            Report.line("Next: `amanat card --out FILE`, and exchange cards.")
        }
    }
}

extension Role: ExpressibleByArgument {}
extension KeyCost: ExpressibleByArgument {}
