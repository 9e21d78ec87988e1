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

    private struct Result: Encodable {
        let name: String
        let role: Role
        let device: String
        let fingerprint: String
        let safetyNumber: String
        let card: String
        let file: String?
    }

    func run() throws {
        let progress = global.common.progressLine()
        if let out { try Vault.requireCardFile(at: FilePath(argument: out)) }
        let vault = try global.openVault(progress)
        if let out { try vault.exportCard(to: FilePath(argument: out)) }
        let card = vault.card
        let number = "\(card.fingerprint.safetyNumber)"
        if global.json {
            return Report.json(
                Result(
                    name: card.name, role: card.role, device: card.fingerprint.deviceName,
                    fingerprint: card.fingerprint.hex, safetyNumber: number, card: vault.cardText,
                    file: out))
        }
        Report.show(card, vault.cardText, writtenTo: out.map { FilePath(argument: $0) })
    }
}
