import ArgumentParser
import SystemPackage
import TestimonyVault

/// `amanat journal prove`
struct JournalProve: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prove",
        abstract: "Write a proof that one record is in the journal of whoever sealed it.",
        discussion: """
            The proof holds the entry, its path to a signed head, and the cosignatures on that head: the earliest \
            cosigned one there is. Of other entries it holds hashes only. Hand it over together with the sealed \
            object and the cards. `amanat journal check` checks it without a vault; the format is C2SP \
            tlog-proof.
            """)

    @Argument(help: "The record's id, or an attachment's; 4 digits of it or more.")
    var id: String

    @Option(help: ArgumentHelp("The file to write, else standard output.", valueName: "file"))
    var out: String?

    @OptionGroup var global: GlobalOptions

    private struct Result: Encodable {
        let file: String?
        let proof: String
    }

    func run() throws {
        let progress = global.common.progressLine()
        if let out { try Vault.requireNewFile(at: FilePath(argument: out)) }
        var vault = try global.openVault(progress)
        let proof = try vault.proof(of: id)
        if let out { try vault.write(proof: proof, to: FilePath(argument: out)) }
        let text = String(decoding: proof, as: UTF8.self)
        if global.json {
            Report.json(Result(file: out, proof: text))
        } else if let out {
            Report.line("Proof: \(out)")
        } else {
            Report.text(text)
        }
        try global.reportDamage(in: vault)
    }
}
