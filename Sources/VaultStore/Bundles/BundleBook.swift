import AtRest
import FoundationEssentials
import Outside
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

extension BundleBook: BoxContents {
    package static let boxName = VaultLayout.bundlesBox

    package init(parsing contents: borrowing SecretBytes, own: Card) throws {
        let form = try Form.decoded(from: contents)
        guard form.version == 1 else {
            throw AtRestError.otherVersion(place: Self.boxName, isEarlier: form.version < 1)
        }
        func value<Value>(_ value: Value?) throws -> Value {
            guard let value else { throw AtRestError.damaged(place: Self.boxName) }
            return value
        }
        for entry in form.written {
            let contents: Written.Contents =
                if let receipt = entry.receipt {
                    .receipt(try value(SHA256Hash(hex: receipt)))
                } else {
                    .objects(
                        try (entry.objects ?? []).map { try value(ObjectID(hex: $0)) })
                }
            var bundle = Written(
                id: try value(ObjectID(hex: entry.bundle)),
                recipients: try entry.recipients.map { try value(Fingerprint(hex: $0)) },
                contents: contents)
            bundle.fileHash = try entry.sha256.map { try value(SHA256Hash(hex: $0)) }
            add(bundle)
        }
        taken = try form.taken.map { try value(SHA256Hash(hex: $0)) }
        pruned = Set(try form.pruned.map { try value(ObjectID(hex: $0)) })
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
