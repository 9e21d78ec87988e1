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

    private struct Result: Encodable {
        struct Cosignature: Encodable {
            let name: String
            let device: String
            let time: String
        }
        let kind: String
        let object: String
        let sha256: String
        let time: String
        let entry: UInt64
        let size: UInt64
        let name: String
        let device: String
        let cosignatures: [Cosignature]
        let unchecked: [String]
        let objectChecked: Bool
    }

    func validate() throws {
        if card.isEmpty { throw ValidationError(.cardNeeded) }
    }

    func run() throws {
        let surroundings = Surroundings { _ in !ProcessGuard.isInterrupted }
        let cards = try card.map { try Vault.readCard(at: FilePath(argument: $0)) }
        let file = proof == "-" ? nil : FilePath(argument: proof)
        let checked = try RecordProof.check(file, cards: cards, surroundings: surroundings)
        if let object {
            try checked.requireObject(
                at: FilePath(argument: object), surroundings: surroundings)
        }
        if json { return Report.json(result(checked)) }
        Report.show(checked, object: object)
    }

    private func result(_ checked: RecordProof) -> Result {
        Result(
            kind: checked.kind, object: checked.object.hex, sha256: checked.sha256,
            time: checked.time, entry: checked.number, size: checked.size, name: checked.name,
            device: checked.device,
            cosignatures: checked.cosignatures.map {
                .init(name: $0.name, device: $0.device, time: $0.time)
            },
            unchecked: checked.unchecked, objectChecked: object != nil)
    }
}
