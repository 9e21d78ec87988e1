import AgeFile
import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault
import Words

/// `amanat age keygen`
struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: Help.Keygen.abstract.text())

    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp(Help.Keygen.output, value: Help.Values.file))
    var output: String?

    @Flag(help: ArgumentHelp(Help.Keygen.classic))
    var classic = false

    @Flag(name: .shortAndLong, help: ArgumentHelp(Help.Keygen.passphrase))
    var passphrase = false

    @Option(
        name: [.customShort("y", allowingJoined: true), .long],
        help: ArgumentHelp(Help.Keygen.recipientsOf, value: Help.Values.file))
    var recipientsOf: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if recipientsOf != nil, classic || passphrase || output != nil {
            throw ValidationError(.nothingMadeWithY)
        }
        if recipientsOf == nil, !passphrase, options.passphraseFile != nil {
            throw ValidationError(.passphraseFileNeedsUse)
        }
        try options.requireOneReader(ofStandardInput: [recipientsOf])
    }

    func run() throws {
        if let recipientsOf {
            let recipients = try options.identities(in: [recipientsOf]).map { "\($0.recipient)" }
            if options.json { return Report.json(recipients) }
            for recipient in recipients { Report.file(recipient) }
            return
        }
        let identity = classic ? Identity.generateX25519() : Identity.generateHybrid()
        try options.ageFiles.write(
            identity,
            sealedWith: passphrase
                ? {
                    try options.newPassphrase(inFile: options.passphraseFile).forAgeFile(while: {
                        !ProcessGuard.isInterrupted
                    })
                } : nil,
            to: try CommonOptions.output(output))
        if options.json, let output {
            Report.json(KeygenOutput(recipient: "\(identity.recipient)", file: output))
        } else if !options.quiet, output != nil {
            Report.notice(.publicKey, value: "\(identity.recipient)")
        }
    }
}
