import StrictTar
import Testimony
import TransparencyLog

/// What shows some parts of a record to somebody who has no keys.
///
/// ```
/// proof  note  parts/NAME …  salts      a tar stream, in this order; salts where there are parts
/// ```
/// Source: the page *Records and attachments*, "Evidence".
struct Evidence {
    /// The most bytes of an archive.
    static let maximumByteCount = Record.maximumByteCount

    private static let proofName = "proof"
    private static let noteName = "note"
    private static let partPrefix = "parts/"
    private static let saltsName = "salts"

    /// A C2SP `tlog-proof`.
    let proof: [UInt8]
    /// The record's signed note.
    let note: [UInt8]
    let parts: [(name: String, bytes: [UInt8], salt: Salt)]

    init(
        proof: [UInt8], note: [UInt8], parts: [(name: String, bytes: [UInt8], salt: Salt)]
    ) {
        self.proof = proof
        self.note = note
        self.parts = parts
    }

    /// - Throws: ``ProofReason/evidenceTooLarge``.
    func encoded() throws -> [UInt8] {
        var entries = [(name: Self.proofName, bytes: proof), (name: Self.noteName, bytes: note)]
        entries += parts.map { (name: Self.partPrefix + $0.name, bytes: $0.bytes) }
        if !parts.isEmpty {
            let salts = SaltList(parts: parts.map { ($0.name, $0.salt) })
            entries.append((name: Self.saltsName, bytes: salts.encoded))
        }
        let archive = try Tar.write(entries)
        guard archive.count <= Self.maximumByteCount else { throw ProofReason.evidenceTooLarge }
        return archive
    }

    /// Whether some bytes are no proof alone.
    static func isEvidence(_ bytes: [UInt8]) -> Bool {
        bytes.starts(with: "\(proofName)\0".utf8)
    }

    /// - Throws: ``ProofReason/malformed``.
    init(parsing bytes: [UInt8]) throws(ProofReason) {
        guard bytes.count <= Self.maximumByteCount,
            var entries = try? Tar.read(
                bytes, byteLimit: Self.maximumByteCount,
                entryLimit: RecordNote.maximumDigestCount + 3)[...],
            entries.count >= 2, entries.count != 3, entries[0].name == Self.proofName,
            entries[1].name == Self.noteName, entries[0].bytes.count <= LogProof.maximumByteCount
        else { throw .malformed }
        proof = entries.removeFirst().bytes
        note = entries.removeFirst().bytes
        guard let last = entries.popLast() else {
            parts = []
            return
        }
        guard last.name == Self.saltsName, let salts = try? SaltList(parsing: last.bytes),
            salts.decoys.isEmpty,
            salts.parts.map({ Self.partPrefix + $0.name }) == entries.map(\.name),
            !salts.parts.contains(where: { $0.name == PartName.attachmentsKey }),
            zip(salts.parts, salts.parts.dropFirst()).allSatisfy({
                PartName.stands($0.name, before: $1.name)
            })
        else { throw .malformed }
        parts = zip(entries, salts.parts).map { ($1.name, $0.bytes, $1.salt) }
    }
}
