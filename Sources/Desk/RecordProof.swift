import DurableFiles
import Journal
import SafeSodium
public import Statements
public import SystemPackage
import TransparencyLog

/// A proof that one object is in a device's journal, for whoever has the cards and no vault. It tells nothing
/// of the other entries but hashes.
///
/// It is a C2SP `tlog-proof` whose extra bytes are the leaf. Source: the page *The log, checkpoints and
/// receipts*, "Proof for one record".
public struct RecordProof: Sendable {
    /// A coordinator's statement that it had seen the journal so far.
    public struct Cosignature: Sendable {
        /// The name on the coordinator's card.
        public let name: String
        /// The coordinator's device.
        public let device: String
        /// When, by the coordinator's clock.
        public let time: String
    }

    /// `sealed` for a testimony, `attached` for an attachment.
    public let kind: String
    /// The object.
    public let object: ObjectID
    /// SHA-256 of the sealed object's bytes, in hexadecimal.
    public let sha256: String
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
        } catch let error as VaultError {
            throw error
        } catch {
            throw VaultError(.refused, "the proof does not hold: \(error)")
        }
    }

    private init(reading bytes: [UInt8], _ cards: [Card]) throws {
        let proof = try LogProof(parsing: bytes)
        let head = proof.checkpoint.checkpoint
        guard let card = cards.first(where: { $0.key.name == head.origin }) else {
            throw VaultError(
                .refused, "the card of \(head.origin) is needed, whose journal it is",
                hint: "`--card FILE` names it")
        }
        let note = proof.checkpoint.note
        guard note.signatures.count <= 16,
            proof.checkpoint.encoded.count <= JournalEntry.maximumCheckpointByteCount
        else { throw VaultError(.refused, "the proof does not hold: its checkpoint is too long") }
        guard note.signatures.first?.name == head.origin else {
            throw VaultError(
                .refused, "the proof does not hold: its first signature is not the device's")
        }
        try proof.checkpoint.verify(by: card.key)
        guard let extra = proof.extra else {
            throw VaultError(.refused, "the proof does not hold: it does not bring its entry")
        }
        let leaf = try Leaf(parsing: extra)
        guard leaf.namesObject else {
            throw VaultError(.refused, "the proof does not hold: its entry names no sealed object")
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
            let cosignature = try proof.checkpoint.cosignature(by: key)
            guard let time = Timestamp(secondsSince1970: Int64(clamping: cosignature.time)) else {
                throw VaultError(
                    .refused,
                    "the proof does not hold: \(witness.quotedName) signed it past the year 9999")
            }
            cosignatures.append(
                Cosignature(name: witness.name, device: witness.key.name, time: "\(time)"))
        }
        kind = leaf.kind.name
        object = leaf.object
        sha256 = leaf.hash.hex
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
    /// Reads a proof from a file, or from what the process was given, and checks all of it.
    ///
    /// - Parameters:
    ///   - path: of the proof; nil for standard input.
    ///   - cards: as for ``init(checking:cards:)``.
    ///   - surroundings: the disk.
    /// - Throws: ``VaultError``: `refused` where anything of it does not hold; `disk`.
    public static func check(
        _ path: FilePath?, cards: [Card], surroundings: Surroundings = Surroundings()
    ) throws(VaultError) -> RecordProof {
        let limit = LogProof.maximumByteCount
        let bytes = try asVault {
            guard let path else {
                var input = ReadableFile.standardInput(surroundings.files)
                return try input.readAll(limit: limit)
            }
            return try surroundings.files.read(path, limit: limit)
        }
        return try RecordProof(checking: bytes, cards: cards)
    }

    /// Checks that a file is the sealed object that the proof is for.
    ///
    /// - Throws: ``VaultError``: `refused` where it is not; `disk`.
    public func requireObject(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        let hash = try surroundings.hash(of: path)
        guard hash.hex == sha256 else {
            throw VaultError(
                .refused,
                "\(path) is not the object that the proof is for: its SHA-256 is \(hash.hex)")
        }
    }
}
