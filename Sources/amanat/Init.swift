public import ArgumentParser
import Passphrases
public import Statements
import SystemPackage
import TestimonyVault
import Words

/// `amanat init`
struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: Help.Init.abstract.text(),
        discussion: Help.Init.discussion.text())

    @Option(help: ArgumentHelp(Help.Init.role))
    var role: Role

    @Option(help: ArgumentHelp(Help.Init.name))
    var name: String

    @Option(
        help: ArgumentHelp(Help.Init.kdf, value: Help.Values.cost))
    var kdf: KeyCost?

    @Flag(help: ArgumentHelp(Help.Init.generate))
    var generate = false

    @OptionGroup var global: GlobalOptions

    func validate() throws {
        if generate, global.common.passphraseFile != nil {
            throw ValidationError(.generateAndFile)
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
        if global.json {
            return Report.json(CardOutput(card: card, vault: path, passphrase: shown))
        }
        Report.made(card, at: path, shown, isQuiet: global.quiet)
    }
}

/// The roles that a vault can have: a keeper's is not made yet.
extension Role: ExpressibleByArgument {
    /// A role that a vault can have; nil for any other text.
    public init?(argument: String) {
        guard let role = Role(rawValue: argument), role != .keeper else { return nil }
        self = role
    }

    /// What help names.
    public static var allValueStrings: [String] { [Role.recorder, .coordinator].map(\.rawValue) }
}
extension KeyCost: ExpressibleByArgument {}
