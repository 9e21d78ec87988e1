import AgeFile
import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault
import Words

/// `amanat age encrypt`
struct Encrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: Help.Encrypt.abstract.text(),
        discussion: Help.Encrypt.discussion.text())

    @Option(
        name: [.customShort("r", allowingJoined: true), .long],
        help: ArgumentHelp(Help.Encrypt.recipient, value: Help.Values.recipient))
    var recipient: [String] = []

    @Option(
        name: [.customShort("R", allowingJoined: true), .long],
        help: ArgumentHelp(Help.Encrypt.recipientsFile, value: Help.Values.file))
    var recipientsFile: [String] = []

    @Option(
        name: [.customShort("i", allowingJoined: true), .long],
        help: ArgumentHelp(Help.Encrypt.identity, value: Help.Values.file))
    var identity: [String] = []

    @Flag(name: .shortAndLong, help: ArgumentHelp(Help.Encrypt.passphrase))
    var passphrase = false

    @Flag(name: .shortAndLong, help: ArgumentHelp(Help.Encrypt.armor))
    var armor = false

    @OptionGroup var paths: AgePaths

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if passphrase == !(recipient + recipientsFile + identity).isEmpty {
            throw ValidationError(.recipientsOrPassphrase)
        }
        try options.requireOneReader(
            ofStandardInput: recipientsFile + identity + [paths.input ?? "-"])
    }

    func run() throws {
        if !armor, paths.output == nil, Terminal.showsOutput {
            throw VaultError(.refused, "notText", .notText, hint: .notTextHint)
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
                        .refused, "badRecipient", .badRecipient(index + 1, .reason(error)),
                        hint: error == .invalidRecipient(.malformed) ? .badRecipientHint : nil)
                }
            }
            for file in recipientsFile {
                recipients += try files.recipients(in: try CommonOptions.input(file))
            }
            recipients += try options.identities(in: identity).map(\.recipient)
            readers = .recipients(recipients)
        }
        defer { progress.end() }
        try files.encrypt(source, to: readers, armored: armor, output: target)
    }
}
