import AgeFile
import SafeSodium
import Statements
import StrictTar
import TransparencyLog

@testable import Testimony

/// Notes, attachments and archives of records.
enum Samples {
    static let log = "amanat/0123456789abcdef0123456789abcdef"

    static func key(_ byte: UInt8 = 7) -> SigningKey {
        SigningKey(seed: SecretBytes(copying: [UInt8](repeating: byte, count: 32).span))
    }

    static func id(_ byte: UInt8) -> ObjectID { ObjectID([UInt8](repeating: byte, count: 16)) }

    static func hash(_ byte: UInt8) -> SHA256Hash { SHA256Hash(of: [byte]) }

    static let time = Timestamp(secondsSince1970: 1_795_425_164) ?? .maximum

    /// Of some people, ascending.
    static func people(_ count: Int) -> [Fingerprint] {
        (0..<count).compactMap { Fingerprint(hex: hash(UInt8($0)).hex) }.sorted()
    }

    /// Not in the order in which they are written.
    static let recipients = [2, 0, 1].map {
        RecipientLine(people(3)[$0], cardNumber: UInt64($0 + 1))
    }

    // MARK: Attachments

    /// Opens the attachments.
    static let identity = Identity.generateHybrid()

    /// The part `attachments.key` of an identity.
    static func keyPart(_ identity: Identity = Samples.identity) -> [UInt8] {
        let text = identity.encoded()
        return [UInt8](text.bytes) + [UInt8(ascii: "\n")]
    }

    static func attachment(
        _ number: Int = 1, name: String = "voice.wav", byteCount: Int64 = 123_456,
        mediaType: String = "audio/wav", modified: Timestamp? = nil
    ) -> AttachmentEntry {
        let hash = SHA256Hash(of: Array("attachment \(number)".utf8))
        return AttachmentEntry(
            object: ObjectID(Array(hash.bytes.prefix(16))), hash: hash, byteCount: byteCount,
            mediaType: mediaType, modified: modified, name: name)
    }

    /// Every other one with the time of its last change.
    static func attachments(_ count: Int) -> [AttachmentEntry] {
        (0..<count).map { attachment($0, modified: $0.isMultiple(of: 2) ? time : nil) }
    }

    // MARK: Notes

    static let digests = (UInt8(1)...8).map { hash($0) }

    static func note(_ digests: [SHA256Hash] = Samples.digests) -> RecordNote {
        RecordNote(record: id(0x8C), time: time, digests: digests, signedBy: key(), as: log)
    }

    /// The text of a note with these digests in this order, whatever they are.
    static func text(_ digests: [SHA256Hash]) -> String {
        "amanat-record/v1\nrecord: \(id(0x8C))\nlog: \(log)\ntime: \(time)\nroster: none\n"
            + digests.map { "part: \($0.hex)\n" }.joined()
    }

    static func signed(_ text: String, as name: String = Samples.log) -> [UInt8] {
        SignedNote(signing: text, as: name, with: key()).encoded
    }

    // MARK: Archives

    /// The archive of a new record.
    static func archive(
        _ account: [UInt8]?, _ attachments: [AttachmentEntry] = [],
        recipients: [RecipientLine] = Samples.recipients
    ) throws -> [UInt8] {
        let record = try NewRecord(
            account: account, attachments: attachments,
            identity: attachments.isEmpty ? nil : identity, recipients: recipients)
        var archive: [UInt8] = []
        try record.write(note(record.digests)) { archive.append($0) }
        return archive
    }

    static func archive(
        _ account: String = "ҳикоя", attachments count: Int = 0
    ) throws -> [UInt8] {
        try archive(Array(account.utf8), attachments(count))
    }

    typealias Entry = (name: String, bytes: [UInt8])
    typealias Entries = [Entry]

    static let account: Entry = ("account/001.txt", [UInt8(ascii: "a")])

    /// A part that names these attachments, and the key that opens them.
    static func parts(naming attachments: [AttachmentEntry]) throws -> Entries {
        let bytes = try AttachmentEntry.encode(attachments)
        return [("attachments/001.json", bytes), ("attachments.key", keyPart())]
    }

    static func entries(_ archive: [UInt8]) throws -> Entries {
        try Tar.read(archive, byteLimit: 1 << 26)
    }

    static func salt(_ number: Int) -> Salt {
        guard let salt = Salt(SHA256Hash(of: Array("salt \(number)".utf8)).bytes) else {
            preconditionFailure("a salt has as many bytes as a hash")
        }
        return salt
    }

    /// The entries of a record of any parts, whose note and salts fit them.
    ///
    /// - Parameters:
    ///   - parts: in the order of the archive, behind `recipients`.
    ///   - recipients: nil where that part is not to be there.
    ///   - others: digests of parts that lie elsewhere.
    ///   - form: a part's salts are without those of the decoys.
    ///   - changeDigests: makes other digests of those that fit.
    ///   - changeText: makes another text of the note, which is then signed.
    ///   - changeSalts: makes other salts.
    static func entries(
        of parts: Entries, recipients: [UInt8]? = RecipientLine.encode(Samples.recipients),
        elsewhere others: [SHA256Hash] = [], form: RecordForm = .record,
        digests changeDigests: ([SHA256Hash]) -> [SHA256Hash] = { $0 },
        note changeText: (String) -> String = { $0 },
        salts changeSalts: (String) -> String = { $0 }
    ) -> Entries {
        var all = parts
        if let recipients { all.insert(("recipients", recipients), at: 0) }
        var salted: [(name: String, salt: Salt)] = []
        var digests: [SHA256Hash] = others
        for (index, part) in all.enumerated() {
            salted.append((part.name, salt(index)))
            digests.append(salt(index).digest(ofPart: part.name, part.bytes.span))
        }
        let count = RecordNote.digestCount(forParts: digests.count) ?? digests.count
        let decoys = (digests.count..<count).map { salt($0 + 1_000_000) }
        digests += decoys.map(\.decoyDigest)
        digests.sort { $0.hex < $1.hex }
        let note = signed(changeText(text(changeDigests(digests))))
        let list = SaltList(parts: salted, decoys: form == .record ? decoys : [])
        let salts = changeSalts(String(decoding: list.encoded, as: UTF8.self))
        return [("note", note)] + all + [("salts", Array(salts.utf8))]
    }

    // MARK: Reading

    /// Reads an archive, which arrives in pieces of so many bytes.
    static func read(
        _ archive: [UInt8], as form: RecordForm = .record, pieces byteCount: Int = 1 << 30
    ) throws(TestimonyError) -> Record {
        var tar = RecordReader.tarReader
        var reader = RecordReader(form)
        try feed(archive, pieces: byteCount, to: &tar, &reader)
        return try reader.finish(tar)
    }

    /// Writes the entries as an archive, and reads that.
    static func parse(
        _ entries: Entries, as form: RecordForm = .record
    ) throws(TestimonyError) -> Record {
        let archive: [UInt8]
        do {
            archive = try Tar.write(entries)
        } catch {
            throw .archive(error)
        }
        return try read(archive, as: form)
    }

    /// The note of an archive as soon as it was read, and why the record is refused.
    static func refusal(of archive: [UInt8]) -> (note: RecordNote?, error: TestimonyError?) {
        var tar = RecordReader.tarReader
        var reader = RecordReader(.record)
        do {
            try feed(archive, pieces: 1 << 30, to: &tar, &reader)
        } catch {
            return (reader.note, error)
        }
        let note = reader.note
        do {
            _ = try reader.finish(tar)
            return (note, nil)
        } catch {
            return (note, error)
        }
    }

    private static func feed(
        _ archive: [UInt8], pieces byteCount: Int, to tar: inout TarReader,
        _ reader: inout RecordReader
    ) throws(TestimonyError) {
        do {
            for start in stride(from: 0, to: archive.count, by: byteCount) {
                let end = min(start + byteCount, archive.count)
                try tar.feed(archive.span.extracting(start..<end), to: &reader)
            }
        } catch let error as TestimonyError {
            throw error
        } catch let error as TarError {
            throw .archive(error)
        } catch {
            preconditionFailure("a reader throws no such error: \(error)")
        }
    }
}

/// The error that reading these entries ends in.
func error(_ entries: Samples.Entries, as form: RecordForm = .record) -> TestimonyError? {
    do {
        _ = try Samples.parse(entries, as: form)
        return nil
    } catch {
        return error
    }
}
