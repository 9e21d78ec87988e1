import ArgumentParser
import Statements
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// `amanat enroll`
struct Enroll: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enroll",
        abstract: Help.Enroll.abstract.text(),
        discussion: Help.Enroll.discussion.text())

    @Argument(help: ArgumentHelp(Help.Enroll.card))
    var card: String

    @Option(
        help: ArgumentHelp(Help.Enroll.confirm, value: Help.Values.number))
    var confirm: String?

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        let locked = try global.findVault(progress)
        let card = try Vault.readCard(
            at: FilePath(argument: card), surroundings: global.surroundings(progress))
        if let confirm { try Vault.requireNumber(confirm, of: card) }
        if confirm == nil, global.common.terminal() == nil { throw numberNeeded(card) }
        var vault = try global.open(locked, progress)
        let number = "\(card.fingerprint.safetyNumber)"
        let typed = try confirm ?? ask(card, number)
        let isNew = try vault.enroll(card, confirming: typed)
        if global.json {
            return Report.json(CardOutput(card: card, isNew: isNew))
        }
        Report.enrolled(card, isNew: isNew)
    }

    private func ask(_ card: Card, _ number: String) throws -> String {
        guard let terminal = global.common.terminal() else { throw numberNeeded(card) }
        let comparison = Sentence.compare(
            card.name, card.role, card.fingerprint.deviceName, number: number)
        terminal.say(comparison, hanging: 4)
        guard let typed = terminal.ask(.numberPrompt) else {
            throw VaultError.interrupted
        }
        return typed
    }

    private func numberNeeded(_ card: Card) -> VaultError {
        VaultError(.refused, "numberNeeded", .numberNeeded(card.name), hint: .numberNeededHint)
    }
}
