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
struct AgeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file whose first line is the passphrase; - is standard input.", valueName: "path"))
    var passphraseFile: String?

    @Flag(help: "Print results as JSON.")
    var json = false

    @Flag(name: .shortAndLong, help: "Say nothing but results and errors.")
    var quiet = false

    @Flag(help: "Never ask; fail where an answer is needed.")
    var noInput = false

    func files(_ progress: ProgressLine) -> AgeFiles {
        AgeFiles(Surroundings { progress.report($0) })
    }

    func progressLine() -> ProgressLine {
        ProgressLine(isVisible: !quiet && !json)
    }

    /// A passphrase for a file: asked, and asked again where it is new.
    func passphrase(isNew: Bool) throws -> Passphrase {
        if let passphraseFile {
            return try GlobalOptions.passphrase(inFile: passphraseFile).forAgeFile()
        }
        guard !noInput, let terminal = Terminal.open() else {
            throw GlobalOptions.PassphraseMissing().error
        }
        let limit = VaultPassphrase.maximumByteCount
        guard var typed = terminal.askSecret("Passphrase: ", limit: limit) else {
            throw VaultError.interrupted
        }
        let first = VaultPassphrase(wiping: &typed)
        guard isNew else { return first.forAgeFile() }
        if first.isEmpty { throw VaultError(.refused, "the passphrase is empty") }
        guard var again = terminal.askSecret("The same again: ", limit: limit) else {
            throw VaultError.interrupted
        }
        guard VaultPassphrase(wiping: &again).isSame(as: first) else {
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

    @OptionGroup var options: AgeOptions

    private struct Result: Encodable {
        let recipient: String
        let file: String
    }

    func run() throws {
        let identity = classic ? Identity.generateX25519() : Identity.generateHybrid()
        try options.files(options.progressLine()).write(
            identity, to: AgeOptions.stream(output))
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

    @OptionGroup var options: AgeOptions

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
        let files = options.files(progress)
        let target: AgeFiles.Target
        if passphrase {
            target = .passphrase(try options.passphrase(isNew: true))
        } else {
            var recipients = try recipient.map { text in
                guard let recipient = try? Recipient(text) else {
                    throw VaultError(.refused, "this is not a recipient: \(text.prefix(80))")
                }
                return recipient
            }
            for file in recipientsFile { recipients += try files.recipients(in: FilePath(file)) }
            target = .recipients(recipients)
        }
        defer { progress.end() }
        try files.encrypt(
            AgeOptions.stream(input), to: target, armored: armor,
            output: AgeOptions.stream(output))
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

    @OptionGroup var options: AgeOptions

    func validate() throws {
        if input ?? "-" == "-", options.passphraseFile == "-" {
            throw ValidationError("Standard input cannot be both the file and the passphrase.")
        }
    }

    func run() throws {
        let progress = options.progressLine()
        let files = options.files(progress)
        let key: AgeFiles.Key
        if identity.isEmpty {
            key = .passphrase(try options.passphrase(isNew: false))
        } else {
            key = .identities(
                try identity.flatMap { try files.identities(in: FilePath($0)) })
        }
        defer { progress.end() }
        try files.decrypt(AgeOptions.stream(input), with: key, output: AgeOptions.stream(output))
    }
}

/// `amanat age inspect`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show what anybody can see of an age file, without a key.")

    @Argument(help: "The file; else standard input.")
    var input: String?

    @OptionGroup var options: AgeOptions

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
        let inspection = try options.files(options.progressLine()).inspect(
            AgeOptions.stream(input))
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
