import SafeSodium
import Statements
import StrictTar
import TransparencyLog

@testable import Testimony

/// Notes, lists and archives of records.
enum Samples {
    static let log = "amanat/0123456789abcdef0123456789abcdef"

    static func key(_ byte: UInt8 = 7) -> SigningKey {
        SigningKey(seed: SecretBytes(copying: [UInt8](repeating: byte, count: 32).span))
    }

    static func id(_ byte: UInt8) -> ObjectID { ObjectID([UInt8](repeating: byte, count: 16)) }

    static func hash(_ byte: UInt8) -> SHA256Hash { SHA256Hash(of: [byte]) }

    static let fingerprints = [1, 2, 3].compactMap { Fingerprint(hex: hash($0).hex) }

    static let time = Timestamp(secondsSince1970: 1_795_425_164) ?? .maximum

    static func note(_ parts: [RecordNote.PartDigest]) -> RecordNote {
        RecordNote(
            record: id(0x8C), time: time, epoch: 0, recipients: fingerprints, parts: parts,
            signedBy: key(), as: log)
    }

    static func item(_ byte: UInt8, name: String = "voice.wav") -> AttachmentList.Item {
        AttachmentList.Item(
            object: id(byte), hash: hash(byte), byteCount: 123_456, mediaType: "audio/wav",
            name: name)
    }

    static func list(_ count: Int = 2) -> AttachmentList {
        AttachmentList(
            identity: "AGE-SECRET-KEY-PQ-1TEST", items: (0..<count).map { item(UInt8($0)) })
    }

    static func archive(
        _ account: String = "ҳикоя", attachments: AttachmentList? = nil
    ) throws -> [UInt8] {
        let parts = try Record.parts(account: Array(account.utf8), attachments: attachments)
        return try Record.archive(parts, signing: note)
    }

    typealias Entries = [(name: String, bytes: [UInt8])]

    static func entries(_ archive: [UInt8]) throws -> Entries {
        try Tar.read(archive, byteLimit: 1 << 26)
    }

    /// An archive of parts, entry by entry, whose note lists them in this order and is signed.
    static func entries(of parts: [(name: String, bytes: [UInt8])]) -> Entries {
        let salt = [UInt8](repeating: 5, count: 32)
        let digests = parts.map {
            RecordNote.PartDigest(
                name: $0.name, byteCount: $0.bytes.count,
                saltedHash: SHA256Hash(of: salt + $0.bytes))
        }
        let salts = parts.map { "\($0.name): \(Hex.encode(salt))\n" }.joined()
        return [("note", note(digests).note.encoded)] + parts + [("salts", Array(salts.utf8))]
    }

    static func parse(_ entries: Entries) throws -> Record {
        try Record(parsing: Tar.write(entries))
    }
}

/// The error that parsing these entries ends in.
func error(_ entries: Samples.Entries) -> TestimonyError? {
    do {
        _ = try Samples.parse(entries)
        return nil
    } catch {
        return error as? TestimonyError
    }
}
