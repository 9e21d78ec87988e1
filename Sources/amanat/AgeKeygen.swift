import AgeFile
import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault

/// `amanat age keygen`
struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a key pair: post-quantum, unless told otherwise.")

    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Write the identity to a new file; nothing is replaced.", valueName: "file"))
    var output: String?

    @Flag(help: "An X25519 key, which older tools know.")
    var classic = false

    @Flag(name: .shortAndLong, help: "Seal the identity with a passphrase.")
    var passphrase = false

    @Option(
        name: [.customShort("y", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Make nothing: print the recipients of the identities in a file.", valueName: "file"))
    var recipientsOf: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if recipientsOf != nil, classic || passphrase || output != nil {
            throw ValidationError("With -y nothing is made: leave out -p, -o and --classic.")
        }
        if recipientsOf == nil, !passphrase, options.passphraseFile != nil {
            throw ValidationError("--passphrase-file goes with -p or -y.")
        }
        try options.requireOneReader(ofStandardInput: [recipientsOf])
    }

    private struct Result: Encodable {
        let recipient: String
        let file: String
    }

    func run() throws {
        if let recipientsOf {
            let recipients = try options.identities(in: [recipientsOf]).map { "\($0.recipient)" }
            if options.json { return Report.json(recipients) }
            for recipient in recipients { Report.text(recipient) }
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
            to: try CommonOptions.stream(output))
        if options.json, let output {
            Report.json(Result(recipient: "\(identity.recipient)", file: output))
        } else if !options.quiet, output != nil {
            Report.notice("public key", key: "\(identity.recipient)")
        }
    }
}
