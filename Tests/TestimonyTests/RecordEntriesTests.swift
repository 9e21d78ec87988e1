import StrictTar
import Testing

@testable import Testimony

@Suite("Entries of a record")
struct RecordEntriesTests {
    func entries(_ list: AttachmentList? = Samples.list()) throws -> Samples.Entries {
        try Samples.entries(Samples.archive(attachments: list))
    }

    @Test("entries in any other order are refused")
    func order() throws {
        let entries = try entries()
        for (first, second) in [(0, 1), (0, 3), (1, 2), (2, 3), (1, 3), (0, 2)] {
            var changed = entries
            changed.swapAt(first, second)
            #expect(error(changed) == .entries, "\(changed.map(\.name))")
        }
    }

    @Test("an entry that is missing is refused", arguments: 0..<4)
    func missing(index: Int) throws {
        var changed = try entries()
        changed.remove(at: index)
        #expect(error(changed) == .entries)
    }

    @Test("a part that is withheld with its salt makes another record, which is refused as one")
    func withheld() throws {
        var changed = try entries()
        changed.remove(at: 2)
        let salts = String(decoding: changed[2].bytes, as: UTF8.self)
        changed[2].bytes = Array(salts.prefix { $0 != "\n" }.utf8) + [0x0A]
        #expect(error(changed) == .entries)
    }

    @Test("an entry more is refused wherever it stands", arguments: 0...4)
    func more(index: Int) throws {
        var changed = try entries()
        changed.insert((name: "more.txt", bytes: [1]), at: index)
        #expect(error(changed) == .entries)
    }

    @Test("an archive of nothing, or that repeats an entry, is refused")
    func degenerate() throws {
        #expect(error([]) == .entries)
        let archive = try Samples.archive()
        let end = archive.count - Tar.endOfArchive.count
        #expect(throws: TestimonyError.archive(.repeatedName("note"))) {
            try Record(parsing: Array(archive[..<end]) + archive)
        }
        #expect(throws: TestimonyError.archive(.truncated(in: nil))) {
            try Record(parsing: Array(archive[..<end]))
        }
        #expect(throws: TestimonyError.archive(.truncated(in: nil))) { try Record(parsing: []) }
        #expect(throws: TestimonyError.archive(.trailingBytes)) {
            try Record(parsing: archive + [1])
        }
    }

    @Test("a header that promises more than a record may have is refused before there is any of it")
    func promises() throws {
        let header = try TarEntryHeader(
            name: "note", byteCount: UInt64(Record.maximumByteCount) + 1
        ).encoded()
        let limit = TarError.tooLarge(byteLimit: Record.maximumByteCount)
        #expect(throws: TestimonyError.archive(limit)) { try Record(parsing: header) }
    }

    // The page gives a record's entries; there are no others.
    @Test("a signed part that no record has is refused")
    func unknownParts() {
        let account = (name: "account.txt", bytes: [UInt8]("a".utf8))
        let other = (name: "other.txt", bytes: [UInt8]("b".utf8))
        for parts in [[account, other], [account, other, (name: "more.txt", bytes: [1])]] {
            #expect(error(Samples.entries(of: parts)) != nil, "\(parts.map(\.name))")
        }
    }

    @Test("a record whose account is not first is refused, though it be signed")
    func accountFirst() throws {
        let account = (name: "account.txt", bytes: [UInt8]("a".utf8))
        let list = (name: "attachments.json", bytes: try Samples.list().encoded())
        #expect(error(Samples.entries(of: [list, account])) == .entries)
        #expect(error(Samples.entries(of: [list])) == nil)
        #expect(error(Samples.entries(of: [])) == .entries)
        let none = (name: "account.txt", bytes: [UInt8]())
        #expect(error(Samples.entries(of: [none, list])) == .account)
        #expect(error(Samples.entries(of: [account, list])) == nil)
    }

    @Test("a malformed list of attachments is refused, though it be signed")
    func malformedList() {
        let account = (name: "account.txt", bytes: [UInt8]("a".utf8))
        let list = (name: "attachments.json", bytes: [UInt8]("{}".utf8))
        #expect(error(Samples.entries(of: [account, list])) == .attachmentList)
    }

    @Test("a record of many parts is refused, and not read to its end")
    func manyEntries() {
        let parts = (0..<1003).map { (name: "part\($0)", bytes: [UInt8(1)]) }
        let limit = TarError.tooManyEntries(limit: RecordNote.maximumPartCount + 2)
        #expect(error(Samples.entries(of: parts)) == .archive(limit))
    }
}
