import ArgumentParser
import Statements
import SystemPackage
import TestimonyVault

/// `amanat card`
struct CardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "card",
        abstract: "Show or write this vault's own card and safety number.",
        discussion: """
            Give the file to those whom you work with, and read your safety number to them, in person or \
            by voice. Whoever enrols the card types that number.
            """)

    @Option(help: ArgumentHelp("Write the card to a file.", valueName: "file"))
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
        Report.line(
            "\(name(card.name)), \(card.role.rawValue), \(card.fingerprint.deviceName)")
        Report.line("Safety number: \(number)")
        if let out {
            Report.line("Card: \(out)")
        } else {
            Report.line()
            Report.text(vault.cardText)
        }
    }
}
