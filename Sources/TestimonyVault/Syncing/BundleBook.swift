import FoundationEssentials
package import SafeSodium
package import Statements

/// The bundles that this vault wrote and took in, and which objects it let go of: the box `bundles`.
package struct BundleBook: Sendable {
    /// A bundle that this vault wrote, or was about to write.
    package struct Written: Hashable, Sendable {
        package let id: ObjectID
        package let recipients: [Fingerprint]
        package let contents: Contents
        /// Of the file, once it is written.
        package var fileHash: SHA256Hash?

        package enum Contents: Hashable, Sendable {
            case objects([ObjectID])
            /// The hash of the receipt.
            case receipt(SHA256Hash)
        }

        package init(id: ObjectID, recipients: [Fingerprint], contents: Contents) {
            self.id = id
            self.recipients = recipients
            self.contents = contents
        }
    }

    /// How many bundles that were taken in are remembered. Forgetting one costs a second reading.
    private static let takenLimit = 20_000

    package private(set) var written: [Written] = []
    private var taken: [SHA256Hash] = []
    /// Objects that were removed, or were about to be, after all had signed for them, and whose leaves are
    /// kept: so one that is lost is told from one that was pruned.
    package var pruned: Set<ObjectID> = []

    package init() {}

    package mutating func add(_ bundle: Written) {
        written.append(bundle)
    }

    /// Notes what was written.
    package mutating func note(_ fileHash: SHA256Hash, of id: ObjectID) {
        guard let index = written.firstIndex(where: { $0.id == id }) else { return }
        written[index].fileHash = fileHash
    }

    package mutating func forget(_ id: ObjectID) {
        written.removeAll { $0.id == id }
    }

    /// Whether the bundle with this manifest was taken in whole.
    package func hasTaken(_ manifest: SHA256Hash) -> Bool {
        taken.contains(manifest)
    }

    package mutating func take(_ manifest: SHA256Hash) {
        taken.append(manifest)
        if taken.count > Self.takenLimit { taken.removeFirst(taken.count - Self.takenLimit) }
    }
}

/// The JSON of the box `bundles`. Source: the page *The vault's folder*, "Box".
private struct Form: Codable {
    let version: Int
    let written: [Entry]
    let taken: [String]
    let pruned: [String]

    struct Entry: Codable {
        let bundle: String
        let recipients: [String]
        let objects: [String]?
        let receipt: String?
        let sha256: String?
    }
}

extension BundleBook {
    package init(parsing contents: borrowing SecretBytes) throws {
        let form = try JSONDecoder().decode(
            Form.self, from: Data([UInt8](contents.bytes)))
        guard form.version == 1 else { throw StatementError.wrongSignatures }
        for entry in form.written {
            let recipients = entry.recipients.compactMap { Fingerprint(hex: $0) }
            guard let id = ObjectID(hex: entry.bundle) else { continue }
            if let receipt = entry.receipt.flatMap({ SHA256Hash(hex: $0) }) {
                add(Written(id: id, recipients: recipients, contents: .receipt(receipt)))
            } else {
                let objects = (entry.objects ?? []).compactMap { ObjectID(hex: $0) }
                add(Written(id: id, recipients: recipients, contents: .objects(objects)))
            }
            if let hash = entry.sha256.flatMap({ SHA256Hash(hex: $0) }) { note(hash, of: id) }
        }
        taken = form.taken.compactMap { SHA256Hash(hex: $0) }
        pruned = Set(form.pruned.compactMap { ObjectID(hex: $0) })
    }

    package func encoded() throws -> [UInt8] {
        let entries = written.map { bundle in
            var objects: [String]?
            var receipt: String?
            switch bundle.contents {
            case .objects(let ids): objects = ids.map(\.hex)
            case .receipt(let hash): receipt = hash.hex
            }
            return Form.Entry(
                bundle: bundle.id.hex, recipients: bundle.recipients.map(\.hex), objects: objects,
                receipt: receipt, sha256: bundle.fileHash?.hex)
        }
        let form = Form(
            version: 1, written: entries, taken: taken.map(\.hex),
            pruned: pruned.sorted().map(\.hex))
        return [UInt8](try JSONEncoder().encode(form))
    }
}
