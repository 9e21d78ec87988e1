package import SafeSodium
package import Statements

/// What a bundle may hold, by the names in its tar stream. There are no others.
package enum BundleEntry: Hashable, Sendable {
    case card, checkpoint, leaves, receipt, receiptCheckpoint
    case object(ObjectID)

    package static let manifestName = "manifest"
    package static let endName = "end"

    private static let objectPrefix = "objects/"
    private static let objectSuffix = ".age"

    package var name: String {
        switch self {
        case .card: "card"
        case .checkpoint: "checkpoint"
        case .leaves: "leaves"
        case .receipt: "receipt"
        case .receiptCheckpoint: "receipt-checkpoint"
        case .object(let id): "\(Self.objectPrefix)\(id)\(Self.objectSuffix)"
        }
    }

    package init?(name: some StringProtocol) {
        switch name {
        case "card": self = .card
        case "checkpoint": self = .checkpoint
        case "leaves": self = .leaves
        case "receipt": self = .receipt
        case "receipt-checkpoint": self = .receiptCheckpoint
        default:
            guard name.hasPrefix(Self.objectPrefix), name.hasSuffix(Self.objectSuffix),
                let id = ObjectID(
                    hex: name.dropFirst(Self.objectPrefix.count).dropLast(Self.objectSuffix.count))
            else { return nil }
            self = .object(id)
        }
    }

    /// Where it stands: entries come in this order, and objects in that of their leaves.
    var rank: Int {
        switch self {
        case .card: 0
        case .checkpoint: 1
        case .leaves: 2
        case .receipt: 3
        case .receiptCheckpoint: 4
        case .object: 5
        }
    }

    /// The most bytes of it. Objects go to the disk as they come; the others are held in memory.
    var maximumByteCount: UInt64 {
        switch self {
        case .card: UInt64(Card.maximumByteCount)
        case .checkpoint, .receiptCheckpoint: 16 << 10
        case .leaves: 64 << 20
        case .receipt: UInt64(Receipt.maximumByteCount)
        case .object: 1 << 46  // so that the sum of all entries is far below 2^64
        }
    }

    /// The text of the last entry.
    package static func endText(for bundle: ObjectID) -> [UInt8] {
        Array("amanat-bundle-end/v1\n\(bundle)\n".utf8)
    }
}

/// An entry, as the manifest lists it.
package struct ListedEntry: Hashable, Sendable {
    package let entry: BundleEntry
    package let byteCount: UInt64
    package let hash: SHA256Hash

    package init(_ entry: BundleEntry, byteCount: UInt64, hash: SHA256Hash) {
        self.entry = entry
        self.byteCount = byteCount
        self.hash = hash
    }

    package init(_ entry: BundleEntry, _ bytes: [UInt8]) {
        self.init(entry, byteCount: UInt64(bytes.count), hash: SHA256Hash(of: bytes))
    }
}
