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
        subcommands: [Keygen.self, Encrypt.self, Decrypt.self, Inspect.self])
}

/// What the subcommands of `amanat age` share.
extension CommonOptions {
    var ageFiles: AgeFiles { ageFiles(progressLine()) }

    func ageFiles(_ progress: ProgressLine) -> AgeFiles {
        AgeFiles(Surroundings { progress.report($0) })
    }

    /// A new passphrase for a file: asked twice.
    func newAgePassphrase() throws -> Passphrase {
        if passphraseFile != nil {
            let only = try passphrase()
            if only.isEmpty { throw VaultError(.refused, "the passphrase is empty") }
            return only.forAgeFile()
        }
        let first = try ask("Passphrase: ")
        if first.isEmpty { throw VaultError(.refused, "the passphrase is empty") }
        guard try ask("The same again: ").isSame(as: first) else {
            throw VaultError(.refused, "the two passphrases differ")
        }
        return first.forAgeFile()
    }

    static func stream(_ path: String?) -> AgeFiles.Stream {
        guard let path, path != "-" else { return .standard }
        return .file(FilePath(path))
    }
}

/// `amanat age keygen`
struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a key pair: post-quantum, unless told otherwise.")

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the identity to a new file.", valueName: "file"))
    var output: String?

    @Flag(help: "An X25519 key, which older tools know.")
    var classic = false

    @OptionGroup var options: CommonOptions

    private struct Result: Encodable {
        let recipient: String
        let file: String
    }

    func run() throws {
        let identity = classic ? Identity.generateX25519() : Identity.generateHybrid()
        try options.ageFiles.write(
            identity, to: CommonOptions.stream(output))
        if options.json, let output {
            Report.json(Result(recipient: "\(identity.recipient)", file: output))
        } else if !options.quiet, output != nil {
            Report.notice("public key: \(identity.recipient)")
        }
    }
}

/// `amanat age encrypt`
struct Encrypt: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Encrypt a file.")

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("To this recipient; may be repeated.", valueName: "recipient"))
    var recipient: [String] = []

    @Option(
        name: [.customShort("R"), .long],
        help: ArgumentHelp("To the recipients in a file; may be repeated.", valueName: "file"))
    var recipientsFile: [String] = []

    @Flag(name: .shortAndLong, help: "With a passphrase.")
    var passphrase = false

    @Flag(name: .shortAndLong, help: "As ASCII armor.")
    var armor = false

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
    var output: String?

    @Argument(help: "The file to encrypt; else standard input.")
    var input: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        let isToRecipients = !recipient.isEmpty || !recipientsFile.isEmpty
        if passphrase == isToRecipients {
            throw ValidationError("Give recipients (-r, -R), or a passphrase (-p): one of the two.")
        }
        if input ?? "-" == "-", options.passphraseFile == "-" {
            throw ValidationError("Standard input cannot be both the file and the passphrase.")
        }
    }

    func run() throws {
        if !armor, output ?? "-" == "-", Terminal.showsOutput {
            throw VaultError(
                .refused, "an encrypted file is not text, and would disturb the terminal",
                hint: "`-o FILE` writes it to a file, `-a` makes it text")
        }
        let progress = options.progressLine()
        let files = options.ageFiles(progress)
        let target: AgeFiles.Target
        if passphrase {
            target = .passphrase(try options.newAgePassphrase())
        } else {
            var recipients = try recipient.map { text in
                guard let recipient = try? Recipient(text) else {
                    // Its text is not repeated: it may be a secret key that was mistaken for one.
                    throw VaultError(
                        .refused, "this is not a recipient",
                        hint: "a recipient begins with age1, and is the public half of a key")
                }
                return recipient
            }
            for file in recipientsFile { recipients += try files.recipients(in: FilePath(file)) }
            target = .recipients(recipients)
        }
        defer { progress.end() }
        try files.encrypt(
            CommonOptions.stream(input), to: target, armored: armor,
            output: CommonOptions.stream(output))
    }
}

/// `amanat age decrypt`
struct Decrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Decrypt a file, armored or not.",
        discussion: "Without an identity, a passphrase is asked for.")

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("A file with identities; may be repeated.", valueName: "file"))
    var identity: [String] = []

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file.", valueName: "file"))
    var output: String?

    @Argument(help: "The file to decrypt; else standard input.")
    var input: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if input ?? "-" == "-", options.passphraseFile == "-" {
            throw ValidationError("Standard input cannot be both the file and the passphrase.")
        }
    }

    func run() throws {
        let progress = options.progressLine()
        let files = options.ageFiles(progress)
        let key: AgeFiles.Key
        if identity.isEmpty {
            key = .passphrase(try options.passphrase().forAgeFile())
        } else {
            key = .identities(
                try identity.flatMap { try files.identities(in: FilePath($0)) })
        }
        defer { progress.end() }
        try files.decrypt(
            CommonOptions.stream(input), with: key, output: CommonOptions.stream(output))
    }
}

/// `amanat age inspect`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what anybody can see of an age file, without a key.")

    @Argument(help: "The file; else standard input.")
    var input: String?

    @OptionGroup var options: CommonOptions

    private struct Result: Encodable {
        struct Stanzas: Encodable {
            let type: String
            let count: Int
        }
        let armored: Bool
        let postQuantum: Bool
        let stanzas: [Stanzas]
        let headerBytes: Int
        let payloadBytes: Int
        let plaintextBytes: Int?
    }

    func run() throws {
        let inspection = try options.ageFiles.inspect(
            CommonOptions.stream(input))
        if options.json {
            return Report.json(
                Result(
                    armored: inspection.isArmored, postQuantum: inspection.isPostQuantum,
                    stanzas: inspection.stanzaKinds.map { .init(type: $0.type, count: $0.count) },
                    headerBytes: inspection.headerByteCount,
                    payloadBytes: inspection.payloadByteCount,
                    plaintextBytes: inspection.plaintextByteCount))
        }
        Report.line("An age file\(inspection.isArmored ? ", armored" : "").")
        for kind in inspection.stanzaKinds {
            Report.line("Stanzas:       \(kind.count) × \(kind.type)")
        }
        Report.line(
            "Post-quantum:  " + (inspection.isPostQuantum ? "yes" : "no, or not for all"))
        Report.line("Header:        \(inspection.headerByteCount) bytes")
        Report.line("Payload:       \(inspection.payloadByteCount) bytes")
        let length = inspection.plaintextByteCount.map { "\($0) bytes, with any padding" }
        Report.line("Plaintext:     \(length ?? "no payload has this length: the file is cut off")")
    }
}
