import Statements
import SystemPackage
import TestimonyVault

/// A sealed testimony as the command prints it.
struct SealOutput: Encodable {
    struct Renamed: Encodable {
        let from: String
        let to: String
    }

    let id: String
    let attachments: Int
    let bytes: Int64
    let letters: Int
    let recipients: [String]
    let renamed: [Renamed]
    let unsealed: [String]

    /// - Parameter files: that it was made from, which stay as they are.
    init(_ sealed: SealedTestimony, from files: [FilePath]) {
        id = sealed.id.hex
        attachments = sealed.attachmentCount
        bytes = sealed.byteCount
        letters = sealed.letterCount
        recipients = sealed.recipients
        renamed = sealed.renamed.map { Renamed(from: $0.path.string, to: $0.name) }
        unsealed = files.map(\.string)
    }

    /// The id alone, or all of it as JSON.
    func print(asJSON isJSON: Bool) {
        isJSON ? Report.json(self) : Report.data(id)
    }
}
