import ArgumentParser
import Statements
import SystemPackage
import TestimonyVault
import Words

/// `amanat card`
struct CardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: Help.CardCommand.abstract.text(),
        discussion: Help.CardCommand.discussion.text())

    @Option(help: ArgumentHelp(Help.CardCommand.out, value: Help.Values.file))
    var out: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        if let out { try Vault.requireCardFile(at: FilePath(argument: out)) }
        let vault = try global.openVault(progress)
        if let out { try vault.exportCard(to: FilePath(argument: out)) }
        let card = vault.card
        if global.json {
            return Report.json(CardOutput(card: card, file: out))
        }
        Report.show(card, card.text, writtenTo: out.map { FilePath(argument: $0) })
    }
}
