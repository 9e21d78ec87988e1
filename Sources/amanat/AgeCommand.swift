import AgeFile
import ArgumentParser
import Passphrases
import SystemPackage
import Terminal
import TestimonyVault

/// `amanat age`
struct AgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "age", abstract: "Plain age files, outside of any vault.",
        discussion: """
            What `age` 1.3 and later reads and writes, and earlier ones with classic keys: no SSH keys, no \
            plugins. A name that is left out, or is -, is standard input or output. Files of \
            recipients and identities hold one key a line; lines that begin with # are comments.

            amanat age keygen -p -o key.age
            amanat age keygen -y key.age > recipient.txt
            amanat age encrypt -R recipient.txt -o letter.age letter.txt
            amanat age decrypt -i key.age -o letter.txt letter.age
            """,
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
            let stream = try Self.stream(name)
            return try ageFiles.identities(in: stream) {
                if passphraseFile != nil {
                    return try passphrase().forAgeFile(while: { !ProcessGuard.isInterrupted })
                }
                return try ask("Passphrase of \(DisplayText.safe("\(stream)")): ").forAgeFile(
                    while: { !ProcessGuard.isInterrupted })
            }
        }
    }

    /// Refuses a command line in which standard input would be read for two things.
    func requireOneReader(ofStandardInput paths: [String?]) throws {
        let count = (paths + [passphraseFile]).count { $0 == "-" }
        if count > 1 {
            throw ValidationError("Standard input cannot be read for two things at once.")
        }
    }

    /// What a name on the command line stands for; none, or `-`, is standard input or output.
    ///
    /// - Throws: ``VaultError`` for a secret key that was given for a file; it is not repeated.
    static func stream(_ name: String?) throws -> AgeFiles.Stream {
        guard let name, name != "-" else { return .standard }
        guard !name.isEmpty else { throw VaultError(.refused, "the name of a file is empty") }
        guard !name.uppercased().hasPrefix("AGE-SECRET-KEY-") else {
            throw VaultError(
                .refused, "a secret key was given, where the name of a file is wanted",
                hint: "it is in the shell's history now; `-i -` reads keys from standard input")
        }
        return .file(FilePath(argument: name))
    }
}
