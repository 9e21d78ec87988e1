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

    init(_ byte: UInt8, name: String) throws {
        let seed = SecretBytes(copying: [UInt8](repeating: byte, count: 32).span)
        key = SigningKey(seed: seed)
        guard case .hybrid(let recipient) = try Identity(hybridSeed: seed).recipient else {
            preconditionFailure("a hybrid identity has a hybrid recipient")
        }
        card = try Card(
            name: name, role: .recorder, recipient: recipient, time: Samples.time, signedBy: key)
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
}

/// What is to be sent, before it is signed: a stretch of leaves, and objects for some of them.
struct Parcel {
    /// Leaves before those that are sent.
    var earlierCount = 0
    var objects: [(id: ObjectID, bytes: [UInt8])] = []
    var hasReceipt = false
    var sendsLeaves = true

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
        [Leaf(.enrolled, Samples.id(0xEE), SHA256Hash(of: []), at: Samples.time)]
            + objects.map { Leaf(.sealed, $0.id, SHA256Hash(of: $0.bytes), at: Samples.time) }
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

    var listed: [ListedEntry] { objects.map { ListedEntry(.object($0.id), $0.bytes) } }

    func checkpoint(by device: Device) -> [UInt8] { head(by: device).encoded }

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
            at: Samples.time,
            stretch: sendsLeaves ? stretch(by: device) : nil,
            receipt: hasReceipt ? Self.receipt : nil, objects: objects ?? listed,
            signedBy: device.key)
    }

    func archive(by device: Device) throws -> [UInt8] {
        var archive: [UInt8] = []
        try draft(by: device).write { span in
            archive.append(contentsOf: [UInt8](span))
        } object: { listed in
            let object = objects.first { listed.entry == .object($0.id) }
            archive.append(contentsOf: object?.bytes ?? [])
        }
        return archive
    }
}

typealias Entries = [(name: String, bytes: [UInt8])]

/// The entries of a bundle whose manifest is whatever it is told to be. Where `listed` is nil, the
/// manifest lists what is there.
func entries(
    _ contents: Entries, leaves: String = "0 0", frontier: [TreeHash] = [],
    listed: Entries? = nil, to recipients: [Fingerprint] = [Samples.fingerprint(1)],
    by device: Device, as name: String? = nil
) -> Entries {
    let name = name ?? device.card.key.name
    var text = """
        amanat-manifest/v1
        bundle: \(Samples.bundle)
        log: \(name)
        time: \(Samples.time)

        """
    for recipient in recipients.sorted() { text += "to: \(recipient)\n" }
    text += "leaves: \(leaves)\n"
    for hash in frontier { text += "frontier: \(hash.base64)\n" }
    for (name, bytes) in listed ?? contents {
        text += "entry: \(name) \(bytes.count) \(SHA256Hash(of: bytes).hex)\n"
    }
    let manifest = SignedNote(signing: text, as: name, with: device.key).encoded
    return [("manifest", manifest)] + contents
        + [("end", BundleEntry.endText(for: Samples.bundle))]
}
