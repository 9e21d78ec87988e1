import ArgumentParser
import SystemPackage
import TestimonyVault
import Words

/// `amanat journal prove`
struct JournalProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: Help.JournalProve.abstract.text(),
        discussion: Help.JournalProve.discussion.text())

    @Argument(help: ArgumentHelp(Help.JournalProve.id))
    var id: String

    @Option(help: ArgumentHelp(Help.JournalProve.out, value: Help.Values.file))
    var out: String?

    @Flag(help: ArgumentHelp(Help.JournalProve.note))
    var note = false

    @Option(help: ArgumentHelp(Help.JournalProve.paragraph, value: Help.Values.number))
    var paragraph: [Int] = []

    @Option(help: ArgumentHelp(Help.JournalProve.attachment, value: Help.Values.number))
    var attachment: [Int] = []

    @OptionGroup var global: GlobalOptions

    private var isEvidence: Bool { note || !paragraph.isEmpty || !attachment.isEmpty }

    func validate() throws {
        if isEvidence, out == nil { throw ValidationError(.evidenceNeedsFile) }
    }

    func run() throws {
        let progress = global.common.progressLine()
        if let out { try Vault.requireNewFile(at: FilePath(argument: out)) }
        var vault = try global.openVault(progress)
        if isEvidence, let out { return try writeEvidence(of: &vault, to: out) }
        let proof = try vault.proof(of: id)
        if let out { try vault.write(proof: proof.bytes, to: FilePath(argument: out)) }
        let text = String(decoding: proof.bytes, as: UTF8.self)
        if global.json {
            Report.json(ProofOutput(file: out, proof: text))
        } else if let out {
            Report.line(.proofWritten(FilePath(argument: out)))
        } else {
            Report.file(text)
        }
        try Report.requireNoDamage(proof.damage)
    }

    private func writeEvidence(of vault: inout Vault, to out: String) throws {
        let made = try vault.evidence(
            of: id, showing: ShownParts(paragraphs: paragraph, attachments: attachment))
        try vault.write(proof: made.bytes, to: FilePath(argument: out))
        if global.json {
            Report.json(EvidenceOutput(file: out, evidence: made.evidence))
        } else {
            Report.line(.proofWritten(FilePath(argument: out)))
            Report.line(.evidenceShows)
            Report.show(made.evidence)
        }
        try Report.requireNoDamage(made.damage)
    }
}
