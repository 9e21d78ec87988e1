import AgeFile
import ArgumentParser
import TestimonyVault
import Words

/// `amanat age inspect`
struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: Help.Inspect.abstract.text()
    )

    @Argument(help: ArgumentHelp(Help.AgeCommand.input))
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
            return try options.ageFiles(progress).inspect(try CommonOptions.input(input))
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
        Report.show(inspection)
    }
}
