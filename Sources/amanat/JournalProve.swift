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

    @OptionGroup var global: GlobalOptions

    func run() throws {
        let progress = global.common.progressLine()
        if let out { try Vault.requireNewFile(at: FilePath(argument: out)) }
        var vault = try global.openVault(progress)
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
}
