import AgeFile
import SafeSodium
import Testing

@testable import Testimony

@Suite("Records that are made")
struct NewRecordTests {
    @Test("how long a record will be is known before it is written", arguments: [0, 1, 150])
    func byteCount(attachmentCount: Int) throws {
        let record = try NewRecord(
            account: Array("a\n\nb".utf8), attachments: Samples.attachments(attachmentCount),
            identity: attachmentCount == 0 ? nil : Samples.identity, recipients: Samples.recipients)
        let note = Samples.note(record.digests)
        let promised = record.byteCount(with: note)
        var written = 0
        try record.write(note) { written += $0.count }
        #expect(promised == UInt64(written))
    }

    @Test("what was told is overwritten when it is no longer needed")
    func wiping() throws {
        let told = Array("in the cellar".utf8)
        var record = try NewRecord(
            account: told, attachments: [], identity: nil, recipients: Samples.recipients)
        let note = Samples.note(record.digests)
        var before: [UInt8] = []
        var after: [UInt8] = []
        try record.write(note) { before.append($0) }
        record.wipe()
        try record.write(note) { after.append($0) }
        #expect(before.firstRange(of: told) != nil)
        #expect(after.firstRange(of: told) == nil)
    }

    /// The digests of which the salts of a record tell, in their order, by the page's own words.
    func digests(of entries: Samples.Entries) throws -> [String] {
        let salts = try #require(entries.last)
        #expect(salts.name == "salts")
        var digests: [String] = []
        for line in String(decoding: salts.bytes, as: UTF8.self).split(separator: "\n") {
            let words = line.split(separator: " ")
            var hashed = try #require(Hex.decode(words[0]))
            #expect(hashed.count == 32)
            if words.count == 2 {
                let part = entries[digests.count + 1]
                #expect(String(words[1]) == part.name)
                hashed += [UInt8(part.name.utf8.count)] + Array(part.name.utf8) + part.bytes
            } else {
                hashed.append(0)
            }
            digests.append(SHA256Hash(of: hashed).hex)
        }
        return digests
    }

    @Test(
        "the note's digests are ascending, and each is of a part or of a decoy",
        arguments: [1, 7, 8, 100, 900], [0, 1, 150])
    func accounted(paragraphCount: Int, attachmentCount: Int) throws {
        let account = String(repeating: "a\n", count: paragraphCount)
        let archive = try Samples.archive(account, attachments: attachmentCount)
        let digests = try Samples.read(archive).note.digests.map(\.hex)
        #expect(zip(digests, digests.dropFirst()).allSatisfy { $0 < $1 })
        #expect(try self.digests(of: Samples.entries(archive)).sorted() == digests)
    }

    @Test("the largest record has 900 paragraphs, 100 parts with attachments, and 1,024 digests")
    func largest() throws {
        let account = Array(String(repeating: "a\n\n", count: 1000).utf8)
        let archive = try Samples.archive(account, Samples.attachments(10_000))
        let record = try Samples.read(archive)
        #expect(record.paragraphs.count == 900 && record.attachmentParts.count == 100)
        #expect(record.attachments.count == 10_000)
        #expect(record.note.digests.count == 1024)
        let salts = try #require(Samples.entries(archive).last)
        let lines = String(decoding: salts.bytes, as: UTF8.self).split(separator: "\n")
        let decoys = lines.dropFirst(1002)
        #expect(lines.count == 1024)
        #expect(decoys.allSatisfy { $0.utf8.count == 64 })
        #expect(zip(decoys, decoys.dropFirst()).allSatisfy { $0 < $1 })
    }
}
