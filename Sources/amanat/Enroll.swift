import ArgumentParser
import Statements
import SystemPackage
import Terminal
import TestimonyVault

/// `amanat enroll`
struct Enroll: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: "Trust somebody's card, after comparing the safety number.",
        discussion: """
            Ask the card's owner for their safety number, in person or by a voice that you know, and type \
            what they say. Do not copy it from this screen: a card that was swapped on the way has \
            another number, and only its owner can tell.
            """)

    @Argument(help: "The file with the card.")
    var card: String

    @Option(
        help: ArgumentHelp(
            "The safety number, as its owner said it: \"12345 67890 …\".", valueName: "number"))
    var confirm: String?

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        let name: String
        let role: Role
        let device: String
        let safetyNumber: String
        let enrolled: Bool
        let changed: Bool
    }

    func run() throws {
        let progress = global.common.progressLine()
        try Vault.requireVault(at: try global.vaultPath())
        let card = try Vault.readCard(
            at: FilePath(argument: card), surroundings: global.surroundings(progress))
        if let confirm { try Vault.requireNumber(confirm, of: card) }
        if confirm == nil, global.common.terminal() == nil { throw numberNeeded(card) }
        var vault = try global.openVault(progress)
        let number = "\(card.fingerprint.safetyNumber)"
        let typed = try confirm ?? ask(card, number)
        let isNew = try vault.enroll(card, confirming: typed)
        if global.json {
            return Report.json(
                Result(
                    name: card.name, role: card.role, device: card.fingerprint.deviceName,
                    safetyNumber: number, enrolled: true, changed: isNew))
        }
        Report.line(
            isNew
                ? "Enrolled \(name(card.name)), \(card.role.rawValue), \(card.fingerprint.deviceName)"
                : "\(name(card.name)) was enrolled before; nothing changed.")
    }

    private func ask(_ card: Card, _ number: String) throws -> String {
        guard let terminal = global.common.terminal() else { throw numberNeeded(card) }
        let quoted = name(card.name)
        terminal.say(
            """
            This card says: \(quoted), \(card.role.rawValue), \(card.fingerprint.deviceName)
            Safety number of this card: \(number)
            Compare it with \(quoted), in person or by voice.
            """, hanging: 4)
        guard let typed = terminal.ask("Type the number that you heard: ") else {
            throw VaultError.interrupted
        }
        return typed
    }

    private func numberNeeded(_ card: Card) -> VaultError {
        VaultError(
            .refused,
            "the safety number of \(name(card.name)) must be confirmed: nothing was changed",
            hint: "`--confirm NUMBER` takes the number that the card's owner says")
    }
}
