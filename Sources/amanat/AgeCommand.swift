import AgeFile
import ArgumentParser
import Passphrases
import SystemPackage
import Terminal
import TestimonyVault
import Words

/// `amanat age`
struct AgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "age", abstract: Help.AgeCommand.abstract.text(),
        discussion: Help.AgeCommand.discussion.text(),
        subcommands: [Keygen.self, Encrypt.self, Decrypt.self, Inspect.self])
}

/// What the subcommands of `amanat age` share.
extension CommonOptions {
    var ageFiles: AgeFiles { ageFiles(progressLine()) }

    func ageFiles(_ progress: ProgressLine) -> AgeFiles {
        AgeFiles(Surroundings { progress.report($0) })
    }

    /// Identities in files, each of which may want a passphrase of its own. With
    /// `--passphrase-file` that one serves them all.
    func identities(in files: [String]) throws -> [Identity] {
        try files.flatMap { name in
            let input = try Self.input(name)
            return try ageFiles.identities(in: input) {
                if passphraseFile != nil {
                    return try passphrase().forAgeFile(while: { !ProcessGuard.isInterrupted })
                }
                return try ask(.passphrasePrompt(of: input)).forAgeFile(
                    while: { !ProcessGuard.isInterrupted })
            }
        }
    }

    /// Refuses a command line in which standard input would be read for two things.
    func requireOneReader(ofStandardInput paths: [String?]) throws {
        let count = (paths + [passphraseFile]).count { $0 == "-" }
        if count > 1 {
            throw ValidationError(.standardInputTwice)
        }
    }

    /// What a name on the command line stands for; none, or `-`, is standard input or output.
    ///
    /// - Throws: ``VaultError`` for a secret key that was given for a file; it is not repeated.
    static func input(_ name: String?) throws -> Input {
        try file(name).map { .file($0) } ?? .standard
    }

    /// The same of an output.
    static func output(_ name: String?) throws -> Output {
        try file(name).map { .file($0) } ?? .standard
    }

    private static func file(_ name: String?) throws -> FilePath? {
        guard let name, name != "-" else { return nil }
        guard !name.isEmpty else { throw VaultError(.refused, "emptyFileName", .emptyFileName) }
        guard !name.uppercased().hasPrefix("AGE-SECRET-KEY-") else {
            throw VaultError(.refused, "keyForFileName", .keyForFileName, hint: .keyForFileNameHint)
        }
        return FilePath(argument: name)
    }
}
