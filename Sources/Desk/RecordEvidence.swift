import DurableFiles
public import Outside
import SafeSodium
public import Statements
public import SystemPackage
import Testimony
import TransparencyLog

/// Parts of a testimony that are shown to somebody who has no keys, and the proof that they are what was sealed.
///
/// Of the rest it is known only how many parts there are at most. Source: the page *Records and attachments*, "Evidence".
public struct RecordEvidence: Sendable, Encodable {
    /// A part that was shown, and is what was sealed.
    public struct Part: Sendable, Encodable {
        /// Its name in the record, such as `account/002.txt`.
        public let name: String
        /// The number of the paragraph; nil for any other part.
        public let paragraph: Int?
        /// The paragraph; nil for any other part.
        public let text: String?
        /// The originals that it names.
        public let originals: [Original]
    }

    /// An original file, as the record names it.
    public struct Original: Sendable, Encodable {
        /// What the recorder's laptop called it.
        public let name: String
        /// Its length.
        public let byteCount: Int64
        /// SHA-256 of its bytes, in hexadecimal.
        public let sha256: String
        /// When it was changed last, by the recorder's file system; nil where that is not known.
        public let modified: String?
        /// Whether a file was compared with it.
        public fileprivate(set) var isChecked = false

        private enum CodingKeys: String, CodingKey {
            case name, sha256, modified
            case byteCount = "bytes"
            case isChecked = "checked"
        }

        fileprivate init(_ entry: AttachmentEntry) {
            name = entry.name
            byteCount = entry.byteCount
            sha256 = entry.hash.hex
            modified = entry.modified.map { "\($0)" }
        }
    }

    /// That the record is in the journal of its device.
    public private(set) var proof: RecordProof
    /// When it was recorded, as the recorder's clock had it.
    public let time: String
    /// What is shown.
    public private(set) var parts: [Part]
    /// How many parts more there are, at most.
    public let withheldCount: Int

    private enum CodingKeys: String, CodingKey {
        case proof, time, parts
        case withheldCount = "withheldAtMost"
    }

    /// Reads evidence, and checks all of it.
    ///
    /// - Parameters:
    ///   - bytes: of the evidence.
    ///   - cards: as for ``RecordProof/init(checking:cards:)``.
    /// - Throws: ``VaultError`` of the kind `refused` where anything of it does not hold.
    public init(checking bytes: [UInt8], cards: [Card]) throws(VaultError) {
        do {
            let evidence = try Evidence(parsing: bytes)
            let proof = try RecordProof(checking: evidence.proof, cards: cards)
            let note = try Self.note(evidence.note, proof, cards)
            var open = Set(note.digests)
            var parts: [Part] = []
            for (name, bytes, salt) in evidence.parts {
                guard open.remove(salt.digest(ofPart: name, bytes.span)) != nil else {
                    throw ProofReason.otherPart(name)
                }
                parts.append(Self.part(name, bytes))
            }
            self.proof = proof
            self.parts = parts
            time = "\(note.time)"
            withheldCount = open.count
        } catch {
            throw VaultError(wrapping: error)
        }
    }

    /// The note, which the entry names and the device signed.
    private static func note(
        _ bytes: [UInt8], _ proof: RecordProof, _ cards: [Card]
    ) throws(ProofReason) -> RecordNote {
        guard let note = try? RecordNote(parsing: bytes), note.hash.hex == proof.note,
            note.log == proof.device, proof.kind == Leaf.Kind.sealed.name,
            note.record == proof.object,
            let card = cards.first(where: { $0.key.name == note.log }),
            (try? note.note.requireOnlySignature(by: card.key)) != nil
        else { throw .otherNote }
        if let key = note.unknown.mustKey { throw .needsNewer(key) }
        return note
    }

    /// What a part says; whatever it says, it is what was sealed.
    private static func part(_ name: String, _ bytes: [UInt8]) -> Part {
        let number = PartName.Series.account.number(of: name)
        let text = number == nil ? nil : String(validating: bytes, as: UTF8.self)
        let isList = PartName.Series.attachments.number(of: name) != nil
        let entries = isList ? (try? AttachmentEntry.decode(bytes)) ?? [] : []
        return Part(
            name: name, paragraph: number, text: text, originals: entries.map(Original.init))
    }

    /// Checks that a file is the sealed record.
    ///
    /// - Throws: ``VaultError``: `refused` where it is not; `disk`.
    public mutating func requireObject(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        try proof.requireObject(at: path, surroundings: surroundings)
    }

    /// Checks that a file is one of the originals that the parts name.
    ///
    /// - Throws: ``VaultError``: `refused` where it is none; `disk`.
    public mutating func requireOriginal(
        at path: FilePath, surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        let hash = try surroundings.hash(of: path).hex
        var isFound = false
        for (index, part) in parts.enumerated() {
            var originals = part.originals
            for place in originals.indices where originals[place].sha256 == hash {
                originals[place].isChecked = true
                isFound = true
            }
            parts[index] = Part(
                name: part.name, paragraph: part.paragraph, text: part.text, originals: originals)
        }
        guard isFound else { throw VaultError(ProofReason.otherOriginal(path, sha256: hash)) }
    }
}

/// A proof alone, or evidence: what `journal check` reads.
public enum CheckedEvidence: Sendable {
    /// That an object is in a journal.
    case proof(RecordProof)
    /// The same, with parts of what was sealed.
    case evidence(RecordEvidence)

    /// Reads either, and checks all of it.
    ///
    /// - Parameters:
    ///   - input: with the proof or the evidence.
    ///   - cards: as for ``RecordProof/init(checking:cards:)``.
    ///   - surroundings: the disk.
    /// - Throws: ``VaultError``: `refused` where anything of it does not hold; `disk`.
    public init(
        checking input: Input, cards: [Card], surroundings: Surroundings = Surroundings()
    ) throws(VaultError) {
        let bytes: [UInt8]
        do {
            bytes = try input.readAll(surroundings.files, limit: Evidence.maximumByteCount)
        } catch {
            throw error.errno == .fileTooLarge
                ? VaultError(ProofReason.malformed) : VaultError(wrapping: error)
        }
        self =
            Evidence.isEvidence(bytes)
            ? .evidence(try RecordEvidence(checking: bytes, cards: cards))
            : .proof(try RecordProof(checking: bytes, cards: cards))
    }
}
