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
                if passphraseFile != nil { return try passphrase().forAgeFile() }
                return try ask("Passphrase of \(DisplayText.safe("\(stream)")): ").forAgeFile()
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
        return .file(FilePath(name))
    }
}

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
            for recipient in recipients { Report.line(recipient) }
            return
        }
        let identity = classic ? Identity.generateX25519() : Identity.generateHybrid()
        try options.ageFiles.write(
            identity,
            sealedWith: passphrase ? { try options.newPassphrase().forAgeFile() } : nil,
            to: try CommonOptions.stream(output))
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

    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Write to a file, which only its owner can read, and which takes the place of one that "
                + "has the name.", valueName: "file"))
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
        if !armor, output == nil, Terminal.showsOutput {
            throw VaultError(
                .refused, "an encrypted file is not text, and would disturb the terminal",
                hint: "`-o FILE` writes it to a file, `-a` makes it text, `-o -` insists")
        }
        let (source, target) = (
            try CommonOptions.stream(input), try CommonOptions.stream(output)
        )
        let progress = options.progressLine()
        let files = options.ageFiles(progress)
        let keys = recipientsFile + identity
        try files.requireOutput(
            target, isNoneOf: try [source] + keys.map { try CommonOptions.stream($0) })
        let readers: AgeFiles.Target
        if passphrase {
            readers = .passphrase { try options.newPassphrase().forAgeFile() }
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

    @Option(
        name: [.customShort("o", allowingJoined: true), .long],
        help: ArgumentHelp(
            "Write to a file, which only its owner can read, and which takes the place of one that "
                + "has the name.", valueName: "file"))
    var output: String?

    @Argument(help: "The file to decrypt; else standard input.")
    var input: String?

    @OptionGroup var options: CommonOptions

    func validate() throws {
        try options.requireOneReader(ofStandardInput: identity + [input ?? "-"])
    }

    func run() throws {
        let (source, target) = (
            try CommonOptions.stream(input), try CommonOptions.stream(output)
        )
        let progress = options.progressLine()
        let files = options.ageFiles(progress)
        try files.requireOutput(
            target, isNoneOf: try [source] + identity.map { try CommonOptions.stream($0) })
        let key: AgeFiles.Key
        if identity.isEmpty {
            key = .passphrase { try options.passphrase().forAgeFile() }
        } else {
            key = .identities(try options.identities(in: identity))
        }
        defer { progress.end() }
        try files.decrypt(source, with: key, output: target)
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

        private enum CodingKeys: CodingKey {
            case armored, postQuantum, stanzas, headerBytes, payloadBytes, plaintextBytes
        }

        func encode(to encoder: any Encoder) throws {
            var members = encoder.container(keyedBy: CodingKeys.self)
            try members.encode(armored, forKey: .armored)
            try members.encode(postQuantum, forKey: .postQuantum)
            try members.encode(stanzas, forKey: .stanzas)
            try members.encode(headerBytes, forKey: .headerBytes)
            try members.encode(payloadBytes, forKey: .payloadBytes)
            // null where the file is cut off, so that it is not overlooked.
            try members.encode(plaintextBytes, forKey: .plaintextBytes)
        }
    }

    func run() throws {
        let progress = options.progressLine()
        let inspection = try {
            defer { progress.end() }
            return try options.ageFiles(progress).inspect(try CommonOptions.stream(input))
        }()
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
