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

    /// Identities in files, each of which may want a passphrase of its own. With
    /// `--passphrase-file` that one serves them all.
    func identities(in files: [String]) throws -> [Identity] {
        try files.flatMap { name in
            let stream = Self.stream(name)
            return try ageFiles.identities(in: stream) {
                if passphraseFile != nil { return try passphrase().forAgeFile() }
                return try ask("Passphrase of \(DisplayText.safe("\(stream)")): ").forAgeFile()
            }
        }
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

    /// Refuses a command line in which standard input would be read for two things.
    func requireOneReader(ofStandardInput paths: [String?]) throws {
        let count = (paths + [passphraseFile]).count { $0 == "-" }
        if count > 1 {
            throw ValidationError("Standard input cannot be read for two things at once.")
        }
    }

    static func stream(_ path: String?) -> AgeFiles.Stream {
        guard let path, path != "-" else { return .standard }
        return .file(FilePath(path))
    }
}

/// `amanat age keygen`
struct Keygen: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keygen", abstract: "Make a key pair: post-quantum, unless told otherwise.")

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Write the identity to a new file.", valueName: "file"))
    var output: String?

    @Flag(help: "An X25519 key, which older tools know.")
    var classic = false

    @Flag(name: .shortAndLong, help: "Seal the identity with a passphrase.")
    var passphrase = false

    @Option(
        name: [.customShort("y"), .long],
        help: ArgumentHelp(
            "Make nothing: print the recipients of the identities in a file.", valueName: "file"))
    var recipientsOf: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        if recipientsOf != nil, classic || passphrase || output != nil {
            throw ValidationError("With -y nothing is made: leave out the other options.")
        }
        try options.requireOneReader(ofStandardInput: [recipientsOf])
    }

    private struct Result: Encodable {
        let recipient: String
        let file: String
    }

    func run() throws {
        if let recipientsOf {
            for identity in try options.identities(in: [recipientsOf]) {
                Report.line("\(identity.recipient)")
            }
            return
        }
        let identity = classic ? Identity.generateX25519() : Identity.generateHybrid()
        try options.ageFiles.write(
            identity, sealedWith: passphrase ? try options.newAgePassphrase() : nil,
            to: CommonOptions.stream(output))
        if options.json, let output {
            Report.json(Result(recipient: "\(identity.recipient)", file: output))
        } else if !options.quiet, output != nil {
            Report.notice("public key: \(identity.recipient)")
        }
    }
}

/// `amanat age encrypt`
struct Encrypt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypt a file.")

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("To this recipient; may be repeated.", valueName: "recipient"))
    var recipient: [String] = []

    @Option(
        name: [.customShort("R"), .long],
        help: ArgumentHelp("To the recipients in a file; may be repeated.", valueName: "file"))
    var recipientsFile: [String] = []

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "To the public halves of the identities in a file; may be repeated.",
            valueName: "file"))
    var identity: [String] = []

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
        if passphrase == !(recipient + recipientsFile + identity).isEmpty {
            throw ValidationError(
                "Give recipients (-r, -R, -i), or a passphrase (-p): one of the two.")
        }
        try options.requireOneReader(ofStandardInput: recipientsFile + identity + [input ?? "-"])
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
                do {
                    return try Recipient(text)
                } catch {
                    // Its text is not repeated: it may be a secret key that was mistaken for one.
                    throw VaultError(
                        .refused, "\(error)",
                        hint: "a recipient begins with age1, and is the public half of a key")
                }
            }
            for file in recipientsFile {
                recipients += try files.recipients(in: CommonOptions.stream(file))
            }
            recipients += try options.identities(in: identity).map(\.recipient)
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
        commandName: "decrypt", abstract: "Decrypt a file, armored or not.",
        discussion: """
            Without an identity, a passphrase is asked for. A file of identities may itself be \
            sealed with a passphrase, which is asked for then.
            """)

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
        try options.requireOneReader(ofStandardInput: identity + [input ?? "-"])
    }

    func run() throws {
        let progress = options.progressLine()
        let files = options.ageFiles(progress)
        let key: AgeFiles.Key
        if identity.isEmpty {
            key = .passphrase(try options.passphrase().forAgeFile())
        } else {
            key = .identities(try options.identities(in: identity))
        }
        defer { progress.end() }
        try files.decrypt(
            CommonOptions.stream(input), with: key, output: CommonOptions.stream(output))
    }
}

/// `amanat age inspect`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what anybody can see of an age file, without a key."
    )

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
