import ArgumentParser
import Statements
import SystemPackage
import Terminal
import TestimonyVault

/// `amanat journal check`
struct JournalCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check a proof with cards alone; no vault is needed.",
        discussion: """
            The card of the device whose journal it is has to be there; cards of coordinators check their \
            cosignatures. A card shows whose keys it holds only where its safety number was compared.
            """)

    @Argument(help: "The proof; - is standard input.")
    var proof: String

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Cards of the recorder and of coordinators.", valueName: "file"))
    var card: [String] = []

    @Option(
        help: ArgumentHelp(
            "A sealed object, which has to be the one that the proof is for.", valueName: "file"))
    var object: String?

    @Flag(help: "Print results as JSON.")
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
        if card.isEmpty { throw ValidationError("At least one card is needed: --card FILE.") }
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
        let what = checked.kind == "sealed" ? "Testimony" : "Attachment"
        Report.line("The proof holds.")
        Report.field(what, "\(checked.object)")
        Report.field(
            "Journal",
            "entry \(checked.number) of \(checked.size), \(name(checked.name)), \(checked.device)"
        )
        Report.field("Sealed", "\(checked.time), by the clock of that laptop")
        for cosignature in checked.cosignatures {
            Report.field(
                "Signed",
                "\(cosignature.time), so it was there by then; by \(name(cosignature.name)), \(cosignature.device)"
            )
        }
        for device in checked.unchecked {
            Report.field(
                "Unchecked",
                "a cosignature by \(DisplayText.line(device)) whose card is not at hand")
        }
        if checked.cosignatures.isEmpty {
            Report.line("No coordinator bears out the time.")
        }
        Report.field(
            "SHA-256",
            "\(checked.sha256)\(object == nil ? ", to be compared with the sealed file" : ", that of \(DisplayText.quoted(object ?? ""))")"
        )
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
