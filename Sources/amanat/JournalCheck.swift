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

    @Option(help: ArgumentHelp(Help.JournalCheck.original, value: Help.Values.file))
    var original: [String] = []

    @Flag(help: ArgumentHelp(Help.CommonOptions.json))
    var json = false

    func validate() throws {
        if card.isEmpty { throw ValidationError(.cardNeeded) }
    }

    func run() throws {
        let surroundings = Surroundings { _ in !ProcessGuard.isInterrupted }
        let cards = try card.map { try Vault.readCard(at: FilePath(argument: $0)) }
        switch try CheckedEvidence(
            checking: Input(argument: proof), cards: cards, surroundings: surroundings)
        {
        case .proof(var proof):
            if !original.isEmpty { throw ValidationError(.originalWithoutEvidence) }
            if let object {
                try proof.requireObject(at: FilePath(argument: object), surroundings: surroundings)
            }
            json ? Report.json(proof) : Report.show(proof, object: object)
        case .evidence(var evidence):
            if let object {
                try evidence.requireObject(
                    at: FilePath(argument: object), surroundings: surroundings)
            }
            for path in original {
                try evidence.requireOriginal(
                    at: FilePath(argument: path), surroundings: surroundings)
            }
            json ? Report.json(evidence) : Report.show(evidence, object: object)
        }
    }
}
