import ArgumentParser
import Statements
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// `amanat journal check`
struct JournalCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: Help.JournalCheck.abstract.text(),
        discussion: Help.JournalCheck.discussion.text())

    @Argument(help: ArgumentHelp(Help.JournalCheck.proof))
    var proof: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(Help.JournalCheck.card, value: Help.Values.file))
    var card: [String] = []

    @Option(
        help: ArgumentHelp(Help.JournalCheck.object, value: Help.Values.file))
    var object: String?

    @Flag(help: ArgumentHelp(Help.CommonOptions.json))
    var json = false

    func validate() throws {
        if card.isEmpty { throw ValidationError(.cardNeeded) }
    }

    func run() throws {
        let surroundings = Surroundings { _ in !ProcessGuard.isInterrupted }
        let cards = try card.map { try Vault.readCard(at: FilePath(argument: $0)) }
        var checked = try RecordProof.check(
            Input(argument: proof), cards: cards, surroundings: surroundings)
        if let object {
            try checked.requireObject(
                at: FilePath(argument: object), surroundings: surroundings)
        }
        json ? Report.json(checked) : Report.show(checked, object: object)
    }
}
