import AgeFile
import SafeSodium
import Statements
import StrictTar
import Testing
import TransparencyLog

@testable import Testimony

@Suite("Entries of a record")
struct RecordEntriesTests {
    @Test("an entry that is missing, twice, or in another place is refused")
    func places() throws {
        let entries = try Samples.entries(
            Samples.archive(Array("a\n\nb".utf8), Samples.attachments(2)))
        for index in entries.indices {
            var missing = entries
            missing.remove(at: index)
            #expect(error(missing) != nil, "without \(entries[index].name)")
            for other in entries.indices where other != index {
                var swapped = entries
                swapped.swapAt(index, other)
                #expect(error(swapped) != nil, "\(swapped.map(\.name))")
            }
            var more = entries
            more.insert((name: "more.txt", bytes: [1]), at: index)
            #expect(error(more) != nil, "more before \(entries[index].name)")
        }
        #expect(error(entries + [(name: "more.txt", bytes: [1])]) == .entries)
    }

    @Test("an archive of nothing, that is cut off, or that repeats an entry, is refused")
    func degenerate() throws {
        #expect(error([]) == .entries)
        let archive = try Samples.archive()
        let end = archive.count - Tar.endOfArchive.count
        #expect(throws: TestimonyError.archive(.repeatedName("note"))) {
            try Samples.read(Array(archive[..<end]) + archive)
        }
        #expect(throws: TestimonyError.archive(.truncated(in: nil))) {
            try Samples.read(Array(archive[..<end]))
        }
        #expect(throws: TestimonyError.archive(.truncated(in: nil))) { try Samples.read([]) }
        #expect(throws: TestimonyError.archive(.trailingBytes)) { try Samples.read(archive + [1]) }
    }

    @Test("a header that promises more than a record may have is refused before there is any of it")
    func promises() throws {
        let header = try TarEntryHeader(
            name: "note", byteCount: UInt64(Record.maximumByteCount) + 1
        ).encoded()
        let limit = TarError.tooLarge(byteLimit: Record.maximumByteCount)
        #expect(throws: TestimonyError.archive(limit)) { try Samples.read(header) }
    }

    // MARK: What a signed record may not be

    @Test("paragraphs have numbers without a gap, hold something, and are UTF-8 by themselves")
    func paragraphs() throws {
        func account(_ number: Int, _ bytes: [UInt8] = [97]) -> Samples.Entry {
            (PartName.Series.account.name(number), bytes)
        }
        #expect(error(Samples.entries(of: [account(1), account(2)])) == nil)
        #expect(error(Samples.entries(of: (1...900).map { account($0) })) == nil)
        for parts in [
            [account(2)], [account(1), account(3)], [account(2), account(1)],
            (1...901).map { account($0) }, [("account/1.txt", [97])], [("account.txt", [97])],
            [account(1), ("account/lang", [97])], [("account/0001.txt", [97])],
        ] { #expect(error(Samples.entries(of: parts)) == .entries, "\(parts.map(\.name))") }
        for parts in [
            [account(1, [])], [account(1), account(2, [])], [account(1, [0xFF])],
            [account(1, [0xD0]), account(2, [0xB6])],
        ] { #expect(error(Samples.entries(of: parts)) == .account) }
        let half = [UInt8](repeating: 97, count: Record.maximumAccountByteCount / 2)
        #expect(error(Samples.entries(of: [account(1, half), account(2, half)])) == nil)
        #expect(
            error(Samples.entries(of: [account(1, half), account(2, half + [97])])) == .account)
    }

    @Test("attachments have numbers without a gap, and a key, which is there with them alone")
    func attachments() throws {
        let named = try Samples.parts(naming: Samples.attachments(2))
        let (list, key) = (named[0], named[1])
        let other = try AttachmentEntry.encode([Samples.attachment(9)])
        #expect(error(Samples.entries(of: named)) == nil)
        #expect(
            error(
                Samples.entries(of: [Samples.account, list, ("attachments/002.json", other), key]))
                == nil)
        #expect(
            error(Samples.entries(of: [list, ("attachments/003.json", other), key])) != nil)
        #expect(error(Samples.entries(of: [list])) == .attachmentKey)
        #expect(error(Samples.entries(of: [Samples.account, key])) == .attachmentKey)
        // One object twice, over two parts.
        #expect(
            error(Samples.entries(of: [list, ("attachments/002.json", list.bytes), key]))
                == .attachmentList)
        #expect(
            error(Samples.entries(of: [("attachments/001.json", Array("{}".utf8)), key]))
                == .attachmentList)
    }

    @Test("a key to attachments that is none, or more than that, is refused")
    func keys() throws {
        let list = try Samples.parts(naming: Samples.attachments(1))[0]
        let good = Samples.keyPart()
        func with(_ key: [UInt8]) -> TestimonyError? {
            error(Samples.entries(of: [list, ("attachments.key", key)]))
        }
        // It is the opener that says what a classic key means.
        #expect(with(Samples.keyPart(.generateX25519())) == nil)
        for key in [
            [], [0x0A], Array(good.dropLast()), good + [0x0A], Array("# mine\n".utf8) + good,
            good.map { $0 == UInt8(ascii: "A") ? UInt8(ascii: "a") : $0 },
            [UInt8](repeating: 65, count: 127) + [0x0A], [UInt8](repeating: 65, count: 4096),
        ] { #expect(with(key) == .attachmentKey, "\(key.count) bytes") }
    }

    @Test("those to whom it was sealed are listed in one way")
    func recipients() {
        let people = Samples.people(65)
        func with(_ text: String) -> TestimonyError? {
            error(Samples.entries(of: [Samples.account], recipients: Array(text.utf8)))
        }
        #expect(with(people.prefix(64).map { "\($0) 1\n" }.joined()) == nil)
        #expect(error(Samples.entries(of: [Samples.account], recipients: nil)) == .recipients)
        for text in [
            "", "\n", people.map { "\($0) 1\n" }.joined(), "\(people[1]) 1\n\(people[0]) 1\n",
            "\(people[0]) 1\n\(people[0]) 2\n", "\(people[0]) 0\n", "\(people[0]) 01\n",
            "\(people[0])\n", "\(people[0]) 1", "\(people[0])  1\n", "\(people[0]) 1 \n",
            "\(people[0].hex.uppercased()) 1\n", "\(people[0]) 1\n\n", "\(people[0]) -1\n",
        ] { #expect(with(text) == .recipients, "\(text)") }
    }

    @Test("parts elsewhere are accounted for by their digests")
    func elsewhere() throws {
        let digests = (0..<3).map { Samples.hash(50 + UInt8($0)) }
        let lines = digests.map { "\(Samples.id(9)) \($0.hex)\n" }.sorted()
        func with(_ text: String, _ digests: [SHA256Hash]) -> TestimonyError? {
            error(
                Samples.entries(
                    of: [Samples.account, ("elsewhere", Array(text.utf8))], elsewhere: digests))
        }
        #expect(with(lines.joined(), digests) == nil)
        let record = try Samples.parse(
            Samples.entries(
                of: [Samples.account, ("elsewhere", Array(lines.joined().utf8))],
                elsewhere: digests))
        #expect(Set(record.elsewhere.map(\.digest)) == Set(digests))
        #expect(with(lines.joined(), Array(digests.dropLast())) == .unaccounted)
        #expect(with(lines.dropLast().joined(), digests) == .unaccounted)
        for text in [
            "", lines.reversed().joined(), lines[0] + lines[0],
            "\(Samples.id(9)) \(digests[0].hex)", "\(digests[0].hex)\n",
            "\(Samples.id(1)) \(digests[0].hex)\n\(Samples.id(2)) \(digests[0].hex)\n",
        ] { #expect(with(text, digests) == .elsewhere, "\(text)") }
    }

    @Test("parts that are not known are kept in their order, and have names of their own")
    func unknownParts() throws {
        let parts: Samples.Entries = [
            Samples.account, ("Z", [1]), ("interview/a", [2]), ("must-b/x", [3]), ("names", [4]),
        ]
        let record = try Samples.parse(Samples.entries(of: parts))
        #expect(record.unknownParts.map(\.name) == ["Z", "interview/a", "must-b/x", "names"])
        #expect(record.unknownParts.map(\.bytes) == [[1], [2], [3], [4]])
        #expect(record.mustPart == "must-b/x")
        let plain = try Samples.parse(Samples.entries(of: [Samples.account, ("names", [])]))
        #expect(plain.mustPart == nil)
        for bad: Samples.Entries in [
            [Samples.account, ("b", [1]), ("a", [1])], [("a", [1]), Samples.account],
            [Samples.account, ("attachments/1.json", [1])],
            [Samples.account, ("attachments/x", [1])],
            [Samples.account, (String(repeating: "x", count: 65), [1])], [("a", [1])],
        ] { #expect(error(Samples.entries(of: bad)) == .entries, "\(bad.map(\.name))") }
        let longest = (String(repeating: "x", count: 64), [UInt8(1)])
        #expect(error(Samples.entries(of: [Samples.account, longest])) == nil)
    }

    @Test("some parts alone account for nothing but themselves")
    func partForm() throws {
        let parts: Samples.Entries = [("account/007.txt", [97]), ("names", [98])]
        let entries = Samples.entries(of: parts, form: .part)
        let record = try Samples.parse(entries, as: .part)
        #expect(record.paragraphs.map(\.name) == ["account/007.txt"])
        #expect(record.unknownParts.map(\.name) == ["names"])
        #expect(error(entries) != nil, "it is no record")
        let whole = Samples.entries(of: [Samples.account])
        #expect(error(whole, as: .part) == .salts, "it has decoys")
        #expect(
            error(Samples.entries(of: parts, recipients: nil, form: .part), as: .part)
                == .recipients)
        var changed = entries
        changed[2].bytes = [99]
        #expect(error(changed, as: .part) == .partChanged("account/007.txt"))
    }

    // MARK: Later versions

    @Test("a record that only a later version may read tells whose it is, whatever it holds")
    func newer() throws {
        let note: (String) -> String = { $0 + "x: 1\nmust-hide: 1\n" }
        for parts: Samples.Entries in [
            [Samples.account], [("nonsense", [0xFF])], [("account/009.txt", [])],
        ] {
            let archive = try Tar.write(Samples.entries(of: parts, note: note))
            let (read, error) = Samples.refusal(of: archive)
            #expect(error == .needsNewer("must-hide"))
            #expect(read?.record == Samples.id(0x8C))
        }
        let plain = try Samples.parse(
            Samples.entries(of: [Samples.account], note: { $0 + "x: must-y\n" }))
        #expect(plain.note.unknown.lines == ["x: must-y"])
        // It is an archive all the same.
        let archive = try Tar.write(Samples.entries(of: [Samples.account], note: note))
        let (read, error) = Samples.refusal(of: Array(archive.dropLast(1024)))
        #expect(read != nil && error == .archive(.truncated(in: nil)))
    }
}
