import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault
import Words

/// `amanat age decrypt`
struct Decrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: Help.Decrypt.abstract.text(),
        discussion: Help.Decrypt.discussion.text())

    @Option(
        name: [.customShort("i", allowingJoined: true), .long],
        help: ArgumentHelp(Help.Decrypt.identity, value: Help.Values.file))
    var identity: [String] = []

    @OptionGroup var paths: AgePaths

    @OptionGroup var options: CommonOptions

    func validate() throws {
        try options.requireOneReader(ofStandardInput: identity + [paths.input ?? "-"])
    }

    func run() throws {
        let progress = options.progressLine()
        let files = options.ageFiles(progress)
        let (source, target) = try paths.streams(beside: identity, files)
        let key: AgeFiles.Key
        if identity.isEmpty {
            key = .passphrase {
                try options.passphrase().forAgeFile(while: { !ProcessGuard.isInterrupted })
            }
        } else {
            key = .identities(try options.identities(in: identity))
        }
        defer { progress.end() }
        try files.decrypt(source, with: key, output: target)
    }
}
