public import ArgumentParser
import Passphrases
import Statements
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

extension Role: ExpressibleByArgument {}
extension KeyCost: ExpressibleByArgument {}
