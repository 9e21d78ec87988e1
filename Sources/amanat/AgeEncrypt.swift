import AgeFile
import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault

/// `amanat age encrypt`
struct Encrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypt a file.",
        discussion: """
            To recipients (-r, -R, -i, as many as wanted) or with a passphrase (-p), not both. \
            Post-quantum recipients (age1pq1…) and classic ones (age1…) cannot share a file: the \
            weakest decides.
            """)

    @Option(
        name: [.customShort("r", allowingJoined: true), .long],
        help: ArgumentHelp("To this recipient; may be repeated.", valueName: "recipient"))
    var recipient: [String] = []

    @Option(
        name: [.customShort("R", allowingJoined: true), .long],
        help: ArgumentHelp("To the recipients in a file; may be repeated.", valueName: "file"))
    var recipientsFile: [String] = []

    @Option(
        name: [.customShort("i", allowingJoined: true), .long],
        help: ArgumentHelp(
            "To the public halves of the identities in a file; may be repeated.",
            valueName: "file"))
    var identity: [String] = []

    @Flag(name: .shortAndLong, help: "With a passphrase.")
    var passphrase = false

    @Flag(name: .shortAndLong, help: "As ASCII armor.")
    var armor = false

    @OptionGroup var paths: AgePaths

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if passphrase == !(recipient + recipientsFile + identity).isEmpty {
            throw ValidationError(
                "Give recipients (-r, -R, -i), or a passphrase (-p): one of the two.")
        }
        try options.requireOneReader(
            ofStandardInput: recipientsFile + identity + [paths.input ?? "-"])
    }

    func run() throws {
        if !armor, paths.output == nil, Terminal.showsOutput {
            throw VaultError(
                .refused, "an encrypted file is not text, and would disturb the terminal",
                hint: "`-o FILE` writes it to a file, `-a` makes it text, `-o -` insists")
        }
        let progress = options.progressLine()
        let files = options.ageFiles(progress)
        let (source, target) = try paths.streams(beside: recipientsFile + identity, files)
        let readers: AgeFiles.Target
        if passphrase {
            readers = .passphrase {
                try options.newPassphrase(inFile: options.passphraseFile).forAgeFile(while: {
                    !ProcessGuard.isInterrupted
                })
            }
        } else {
            var recipients: [Recipient] = []
            for (index, text) in recipient.enumerated() {
                do {
                    recipients.append(try Recipient(text))
                } catch {
                    // Its text is not repeated: it may be a secret key that was mistaken for one.
                    throw VaultError(
                        .refused, "recipient \(index + 1): \(error)",
                        hint: error == .invalidRecipient(.malformed)
                            ? "`-r` takes age1…; `-R FILE` takes a file of such" : nil)
                }
            }
            for file in recipientsFile {
                recipients += try files.recipients(in: try CommonOptions.stream(file))
            }
            recipients += try options.identities(in: identity).map(\.recipient)
            readers = .recipients(recipients)
        }
        defer { progress.end() }
        try files.encrypt(source, to: readers, armored: armor, output: target)
    }
}
