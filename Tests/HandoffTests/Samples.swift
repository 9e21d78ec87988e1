import AgeFile
import SafeSodium
import Statements
import StrictTar
import TransparencyLog

@testable import Handoff

/// A device with its card, and what it sends.
final class Device: Sendable {
    let key: SigningKey
    let card: Card

    init(_ byte: UInt8, name: String, role: Role = .recorder) throws {
        let seed = SecretBytes(copying: [UInt8](repeating: byte, count: 32).span)
        key = SigningKey(seed: seed)
        guard case .hybrid(let recipient) = try Identity(hybridSeed: seed).recipient else {
            preconditionFailure("a hybrid identity has a hybrid recipient")
        }
        card = try Card(
            name: name, role: role, recipient: recipient, time: Samples.time, signedBy: key)
    }
}

enum Samples {
    static let time = Timestamp(secondsSince1970: 1_795_425_164) ?? .maximum

    static func id(_ byte: UInt8) -> ObjectID { ObjectID([UInt8](repeating: byte, count: 16)) }

    static let bundle = id(0x5E)

    static func fingerprint(_ byte: UInt8) -> Fingerprint {
        guard let fingerprint = Fingerprint(hex: SHA256Hash(of: [byte]).hex) else {
            preconditionFailure("a hash has 64 digits")
        }
        return fingerprint
    }

    static func devices() throws -> (lola: Device, stranger: Device) {
        (try Device(7, name: "Лола"), try Device(8, name: "Лола"))
    }

    /// A coordinator, who sends on what came from others.
    static func relay() throws -> Device {
        try Device(9, name: "Мадина", role: .coordinator)
    }
}

/// What is to be sent, before it is signed: a stretch of leaves, and objects for some of them.
struct Parcel {
    /// Whose log it is; nil for the writer's own.
    var owner: Device?
    /// Leaves before those that are sent.
    var earlierCount = 0
    var objects: [(id: ObjectID, bytes: [UInt8])] = []
    /// Where objects are longer than this, they are cut.
    var pieceLimit: UInt64?
    /// The ends of objects whose first MiB is not sent.
    var tails: [(id: ObjectID, bytes: [UInt8])] = []
    var notes: [[UInt8]] = []
    var hasReceipt = false
    var sendsLeaves = true
    /// Unknown lines of every leaf.
    var leafLines: [String] = []

    init(objectCount: Int = 0, byteCount: Int = 1000, earlierCount: Int = 0) {
        self.earlierCount = earlierCount
        objects = (0..<objectCount).map { number in
            (
                Samples.id(UInt8(number + 1)),
                [UInt8](repeating: UInt8(number), count: byteCount + number)
            )
        }
    }

    static let receipt = CosignedReceipt.Unverified(
        receipt: Array("a receipt".utf8), checkpoint: Array("its checkpoint".utf8))

    /// An `enrolled` leaf, and a leaf for each object.
    var leaves: [Leaf] {
        var unknown = UnknownLines()
        for line in leafLines {
            let isAdded = unknown.add(Substring(line), besides: [])
            precondition(isAdded, "a line of a leaf")
        }
        let first = Leaf(
            .enrolled, Samples.id(0xEE), SHA256Hash(of: []), at: Samples.time, unknown: unknown)
        return [first]
            + (objects + tails).map {
                Leaf(
                    .sealed, $0.id, SHA256Hash(of: $0.bytes), note: SHA256Hash(of: [0x4E]),
                    at: Samples.time, unknown: unknown)
            }
    }

    var before: Frontier {
        var frontier = Frontier()
        for number in 0..<earlierCount {
            frontier.append(MerkleTree.leafHash(of: [UInt8(number)]))
        }
        return frontier
    }

    var behind: Frontier {
        var frontier = before
        for leaf in leaves { frontier.append(MerkleTree.leafHash(of: leaf.encoded)) }
        return frontier
    }

    var listed: [ListedEntry] {
        objects.flatMap { parts(of: $0) }
            + tails.map { ListedEntry(.piece(Self.tail($0)), $0.bytes) }
    }

    private func parts(of object: (id: ObjectID, bytes: [UInt8])) -> [ListedEntry] {
        let byteCount = UInt64(object.bytes.count)
        guard let pieceLimit, byteCount > pieceLimit else {
            return [ListedEntry(.object(object.id), object.bytes)]
        }
        return ObjectPiece.cut(object.id, byteCount: byteCount, limit: pieceLimit).map { cut in
            let start = Int(cut.piece.offset)
            let bytes = Array(object.bytes[start..<start + Int(cut.byteCount)])
            return ListedEntry(.piece(cut.piece), bytes)
        }
    }

    private static func tail(_ tail: (id: ObjectID, bytes: [UInt8])) -> ObjectPiece {
        guard
            let piece = ObjectPiece(
                of: tail.id, offset: ObjectPiece.unit,
                total: ObjectPiece.unit + UInt64(tail.bytes.count))
        else { preconditionFailure("no object is so long") }
        return piece
    }

    func checkpoint(by device: Device) -> [UInt8] { head(by: device).encoded }

    /// The stretch of leaves in the log of a device.
    func stretch(by device: Device) -> Stretch? {
        Stretch(from: before, leaves, to: behind, head(by: device))
    }

    private func head(by device: Device) -> SignedCheckpoint {
        let checkpoint = Checkpoint(
            origin: device.card.key.name, size: behind.size, root: behind.root)
        return SignedCheckpoint(signing: checkpoint, with: device.key)
    }

    func draft(by device: Device, listing objects: [ListedEntry]? = nil) -> BundleDraft {
        BundleDraft(
            bundle: Samples.bundle, from: device.card, to: [Samples.fingerprint(1)],
            at: Samples.time, log: owner?.card,
            stretch: sendsLeaves ? stretch(by: owner ?? device) : nil,
            receipt: hasReceipt ? Self.receipt : nil, notes: notes, objects: objects ?? listed,
            signedBy: device.key)
    }

    func archive(by device: Device) throws -> [UInt8] {
        var archive: [UInt8] = []
        try draft(by: device).write { span in
            archive.append(contentsOf: [UInt8](span))
        } object: { listed in
            archive.append(contentsOf: content(of: listed))
        }
        return archive
    }

    private func content(of listed: ListedEntry) -> [UInt8] {
        if let tail = tails.first(where: { $0.id == listed.entry.objectID }) { return tail.bytes }
        let bytes = objects.first { $0.id == listed.entry.objectID }?.bytes ?? []
        guard case .piece(let piece) = listed.entry else { return bytes }
        return Array(bytes.dropFirst(Int(piece.offset)).prefix(Int(listed.byteCount)))
    }
}

typealias Entries = [(name: String, bytes: [UInt8])]

/// The entries of a bundle whose manifest is whatever it is told to be. Where `listed` is nil, the
/// manifest lists what is there; where `log` is nil, it carries the writer's own.
func entries(
    _ contents: Entries, leaves: String = "0 0", frontier: [TreeHash] = [],
    listed: Entries? = nil, unknown: String = "",
    to recipients: [Fingerprint] = [Samples.fingerprint(1)], by device: Device,
    as name: String? = nil, log: String? = nil
) -> Entries {
    let name = name ?? device.card.key.name
    var text = """
        amanat-manifest/v1
        bundle: \(Samples.bundle)
        by: \(name)
        log: \(log ?? name)
        time: \(Samples.time)

        """
    for recipient in recipients.sorted() { text += "to: \(recipient)\n" }
    text += "leaves: \(leaves)\n"
    for hash in frontier { text += "frontier: \(hash.base64)\n" }
    for (name, bytes) in listed ?? contents {
        text += "entry: \(name) \(bytes.count) \(SHA256Hash(of: bytes).hex)\n"
    }
    text += unknown
    let manifest = SignedNote(signing: text, as: name, with: device.key).encoded
    return [("manifest", manifest)] + contents
        + [("end", BundleEntry.endText(for: Samples.bundle))]
}
