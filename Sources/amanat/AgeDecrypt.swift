import ArgumentParser
import Passphrases
import Terminal
import TestimonyVault

/// `amanat age decrypt`
struct Decrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt a file, armored or not.",
        discussion: """
            Without an identity, a passphrase is asked for if the file needs one. A file of \
            identities may itself be sealed with a passphrase, which is asked for then. To a file, \
            nothing is written before all of it is authentic.
            """)

    @Option(
        name: [.customShort("i", allowingJoined: true), .long],
        help: ArgumentHelp("A file with identities; may be repeated.", valueName: "file"))
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
