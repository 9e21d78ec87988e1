import DurableFiles
import Journal
public import Outside
import SafeSodium
public import Statements
public import SystemPackage
import TransparencyLog

/// A proof that one object is in a device's journal, for whoever has the cards and no vault. It tells nothing
/// of the other entries but hashes.
///
/// It is a C2SP `tlog-proof` whose extra bytes are the leaf. Source: the page *The log, checkpoints and
/// receipts*, "Proof for one record".
public struct RecordProof: Sendable, Encodable {
    /// A coordinator's statement that it had seen the journal so far.
    public struct Cosignature: Sendable, Encodable {
        /// The name on the coordinator's card.
        public let name: String
        /// The coordinator's device.
        public let device: String
        /// When, by the coordinator's clock.
        public let time: String
    }

    /// `sealed` for a testimony, `attached` for an attachment, `part` for a part in an object of its own.
    public let kind: String
    /// The object.
    public let object: ObjectID
    /// SHA-256 of the sealed object's bytes, in hexadecimal.
    public let sha256: String
    /// SHA-256 of the record's signed note; nil for an attachment.
    public let note: String?
    /// When it was sealed, as the device's clock has it.
    public let time: String
    /// The entry's number, from 1.
    public let number: UInt64
    /// How many entries the journal had when its head was signed.
    public let size: UInt64
    /// The device whose journal it is.
    public let device: String
    /// The name on its card.
    public let name: String
    /// Cosignatures on that head, checked.
    public let cosignatures: [Cosignature]
    /// Devices that cosigned it, and whose cards are not at hand.
    public let unchecked: [String]
    /// Whether a sealed file was compared with it.
    public private(set) var isObjectChecked = false

    private enum CodingKeys: String, CodingKey {
        case kind, object, sha256, note, time, size, device, name, cosignatures, unchecked
        case number = "entry"
        case isObjectChecked = "objectChecked"
    }

    /// Reads a proof and checks all of it.
    ///
    /// - Parameters:
    ///   - bytes: of the proof.
    ///   - cards: of the device whose journal it is, and of coordinators. They are believed: that they are
    ///     whose they say, safety numbers have shown.
    /// - Throws: ``VaultError`` of the kind `refused` where anything of it does not hold.
    public init(checking bytes: [UInt8], cards: [Card]) throws(VaultError) {
        do {
            try self.init(reading: bytes, cards)
        } catch let reason as ProofReason {
            throw VaultError(reason)
        } catch is ProofError {
            throw VaultError(ProofReason.notIncluded)
        } catch {
            throw VaultError(ProofReason.malformed)
        }
    }

    private init(reading bytes: [UInt8], _ cards: [Card]) throws {
        let proof = try LogProof(parsing: bytes)
        let head = proof.checkpoint.checkpoint
        guard let card = cards.first(where: { $0.key.name == head.origin }) else {
            throw ProofReason.cardNeeded(device: head.origin)
        }
        let note = proof.checkpoint.note
        guard note.signatures.count <= 16,
            proof.checkpoint.encoded.count <= JournalEntry.maximumCheckpointByteCount
        else { throw ProofReason.checkpointTooLong }
        guard note.signatures.first?.name == head.origin else {
            throw ProofReason.otherSignature
        }
        guard (try? proof.checkpoint.verify(by: card.key)) != nil else {
            throw ProofReason.wrongSignature
        }
        guard let extra = proof.extra else {
            throw ProofReason.noEntry
        }
        let leaf = try Leaf(parsing: extra)
        if let key = leaf.unknown.mustKey { throw ProofReason.needsNewer(key) }
        guard leaf.namesObject else {
            throw ProofReason.noObject
        }
        try proof.inclusion.verify(leafHash: MerkleTree.leafHash(of: extra), root: head.root)
        var cosignatures: [Cosignature] = []
        var unchecked: [String] = []
        for signature in note.signatures where signature.name != head.origin {
            let key = cards.lazy.filter { $0.role == .coordinator }.map(\.cosignatureKey)
                .first { $0.name == signature.name && $0.id == signature.id }
            guard let key, let witness = cards.first(where: { $0.cosignatureKey == key }) else {
                unchecked.append(signature.name)
                continue
            }
            guard let cosignature = try? proof.checkpoint.cosignature(by: key) else {
                throw ProofReason.wrongSignature
            }
            guard let time = Timestamp(secondsSince1970: Int64(clamping: cosignature.time)) else {
                throw ProofReason.timeTooLate(by: witness.name)
            }
            cosignatures.append(
                Cosignature(name: witness.name, device: witness.key.name, time: "\(time)"))
        }
        kind = leaf.kind.name
        object = leaf.object
        sha256 = leaf.hash.hex
        self.note = leaf.note?.hex
        time = "\(leaf.time)"
        number = proof.inclusion.leafIndex + 1
        size = head.size
        device = head.origin
        name = card.name
        self.cosignatures = cosignatures
        self.unchecked = unchecked
    }
}

extension RecordProof {
    /// Checks that a file is the sealed object that the proof is for.
    ///
    /// - Throws: ``VaultError``: `refused` where it is not; `disk`.
    public mutating func requireObject(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        let hash = try surroundings.hash(of: path)
        guard hash.hex == sha256 else {
            throw VaultError(ProofReason.otherObject(path, sha256: hash.hex))
        }
        isObjectChecked = true
    }
}
