package import SafeSodium
package import Statements
import TransparencyLog

/// What a bundle may hold, by the names in its tar stream. There are no others.
package enum BundleEntry: Hashable, Sendable {
    /// The writer's card.
    case card
    /// The card of the device whose log is carried, where that is another.
    case logCard
    case checkpoint, leaves, receipt, receiptCheckpoint
    /// A signed note of any kind, by its SHA-256.
    case note(SHA256Hash)
    case object(ObjectID)
    case piece(ObjectPiece)

    package static let manifestName = "manifest"
    package static let endName = "end"

    package static let maximumNoteCount = 1000
    /// Of all notes of a bundle together.
    package static let maximumNoteByteCount: UInt64 = 16 << 20
    /// So that the sum of all entries is far below 2^64.
    static let maximumObjectByteCount: UInt64 = 1 << 46

    private static let notePrefix = "notes/"
    private static let objectPrefix = "objects/"
    private static let objectSuffix = ".age"

    package var name: String {
        switch self {
        case .card: "card"
        case .logCard: "log-card"
        case .checkpoint: "checkpoint"
        case .leaves: "leaves"
        case .receipt: "receipt"
        case .receiptCheckpoint: "receipt-checkpoint"
        case .note(let hash): "\(Self.notePrefix)\(hash.hex)"
        case .object(let id): "\(Self.objectPrefix)\(id)\(Self.objectSuffix)"
        case .piece(let piece): piece.name
        }
    }

    package init?(name: some StringProtocol) {
        switch name {
        case "card": self = .card
        case "log-card": self = .logCard
        case "checkpoint": self = .checkpoint
        case "leaves": self = .leaves
        case "receipt": self = .receipt
        case "receipt-checkpoint": self = .receiptCheckpoint
        default:
            if let id = Self.object(name) {
                self = .object(id)
            } else if let piece = ObjectPiece(name: name) {
                self = .piece(piece)
            } else if name.hasPrefix(Self.notePrefix),
                let hash = SHA256Hash(hex: name.dropFirst(Self.notePrefix.count))
            {
                self = .note(hash)
            } else {
                return nil
            }
        }
    }

    private static func object(_ name: some StringProtocol) -> ObjectID? {
        guard name.hasPrefix(objectPrefix), name.hasSuffix(objectSuffix) else { return nil }
        return ObjectID(hex: name.dropFirst(objectPrefix.count).dropLast(objectSuffix.count))
    }

    /// The object that it is, or is a piece of.
    package var objectID: ObjectID? {
        switch self {
        case .object(let id): id
        case .piece(let piece): piece.object
        default: nil
        }
    }

    /// Where it stands: entries come in this order, and objects in that of their leaves.
    var rank: Int {
        switch self {
        case .card: 0
        case .logCard: 1
        case .checkpoint: 2
        case .leaves: 3
        case .receipt: 4
        case .receiptCheckpoint: 5
        case .note: 6
        case .object, .piece: 7
        }
    }

    /// The most bytes of it. Objects go to the disk as they come; the others are held in memory.
    private var maximumByteCount: UInt64 {
        switch self {
        case .card, .logCard: UInt64(Card.maximumByteCount)
        case .checkpoint, .receiptCheckpoint: 16 << 10
        case .leaves: 64 << 20
        case .receipt: UInt64(Receipt.maximumByteCount)
        case .note: 4 << 20
        case .object, .piece: Self.maximumObjectByteCount
        }
    }

    /// Whether an entry may have this length and SHA-256.
    func allows(byteCount: UInt64, hash: SHA256Hash) -> Bool {
        switch self {
        case .note(let name): byteCount <= maximumByteCount && name == hash
        case .piece(let piece): piece.allows(byteCount: byteCount)
        default: byteCount <= maximumByteCount
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
