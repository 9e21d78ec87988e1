import SafeSodium
import Statements
import StrictTar
import Testing
import TransparencyLog

@testable import Testimony

@Suite("How much a record may hold, and in which order")
struct RecordLimitsTests {
    @Test("a record of 1,024 parts is read, and one of more is not read to its end")
    func parts() throws {
        func more(_ count: Int) -> Samples.Entries {
            var parts = [Samples.account]
            for number in 0..<count { parts.append(("p\(1000 + number)", [1])) }
            return parts
        }
        // `recipients` and the account are two more.
        let record = try Samples.parse(Samples.entries(of: more(1022)))
        #expect(record.unknownParts.count == 1022 && record.note.digests.count == 1024)
        let entries = Samples.entries(of: more(1023), digests: { Array($0.prefix(1024)) })
        let limit = TarError.tooManyEntries(limit: 1026)
        #expect(error(entries) == .archive(limit))
    }

    /// An archive of the note that ends in the header of another entry.
    func archive(beginning name: String, _ byteCount: Int) throws -> [UInt8] {
        let whole = try Tar.write([("note", Samples.note().note.encoded)])
        let header = try TarEntryHeader(name: name, byteCount: UInt64(byteCount)).encoded()
        return Array(whole.dropLast(Tar.endOfArchive.count)) + header
    }

    @Test("what the headers promise together is at most what a record may have")
    func promises() throws {
        let left = Record.maximumByteCount - Samples.note().note.encoded.count
        let fitting = try archive(beginning: "account/001.txt", left)
        #expect(throws: TestimonyError.archive(.truncated(in: "account/001.txt"))) {
            try Samples.read(fitting)
        }
        let tooMuch = try archive(beginning: "account/001.txt", left + 1)
        #expect(throws: TestimonyError.archive(.tooLarge(byteLimit: Record.maximumByteCount))) {
            try Samples.read(tooMuch)
        }
    }

    @Test("a key of over 128 bytes is refused before there is any of it")
    func keys() throws {
        let longest = try archive(beginning: "attachments.key", 128)
        #expect(throws: TestimonyError.archive(.truncated(in: "attachments.key"))) {
            try Samples.read(longest)
        }
        let longer = try archive(beginning: "attachments.key", 129)
        #expect(throws: TestimonyError.attachmentKey) { try Samples.read(longer) }
    }

    // MARK: Order

    func orders(of parts: Samples.Entries) -> [Samples.Entries] {
        guard let first = parts.first else { return [[]] }
        var orders: [Samples.Entries] = []
        for rest in self.orders(of: Array(parts.dropFirst())) {
            for place in 0...rest.count {
                var order = rest
                order.insert(first, at: place)
                orders.append(order)
            }
        }
        return orders
    }

    @Test("parts in any other order than the page's are refused, though they be signed so")
    func order() throws {
        let other = PartElsewhere(object: Samples.id(9), digest: Samples.hash(9))
        var parts: Samples.Entries = [
            ("recipients", RecipientLine.encode(Samples.recipients)), Samples.account,
        ]
        parts += try Samples.parts(naming: Samples.attachments(1))
        parts += [("elsewhere", PartElsewhere.encode([other])), ("zz", [1])]
        var readCount = 0
        for order in orders(of: parts) {
            let refusal = error(
                Samples.entries(of: order, recipients: nil, elsewhere: [other.digest]))
            if order.map(\.name) == parts.map(\.name) {
                #expect(refusal == nil)
                readCount += 1
            } else {
                let expected: [TestimonyError?] = [.recipients, .entries, .attachmentKey]
                #expect(expected.contains(refusal), "\(order.map(\.name))")
            }
        }
        #expect(readCount == 1)
    }

    @Test("parts alone keep the numbers that they have in the whole, ascending")
    func partNumbers() throws {
        func paragraphs(_ numbers: [Int]) -> Samples.Entries {
            let parts: Samples.Entries = numbers.map {
                (PartName.Series.account.name($0), [UInt8(ascii: "a")])
            }
            return Samples.entries(of: parts, form: .part)
        }
        let record = try Samples.parse(paragraphs([3, 7, 900]), as: .part)
        #expect(record.paragraphs.map(\.name) == [3, 7, 900].map(PartName.Series.account.name))
        #expect(error(paragraphs([7, 3]), as: .part) == .entries)
        #expect(error(paragraphs([3, 901]), as: .part) == .entries)
        #expect(error(paragraphs([0, 1]), as: .part) == .entries)
    }

    // MARK: Elsewhere

    func with(_ others: [PartElsewhere], digests: [SHA256Hash]) -> Samples.Entries {
        Samples.entries(
            of: [Samples.account, ("elsewhere", PartElsewhere.encode(others))], elsewhere: digests)
    }

    @Test("a digest of a part that is here, or of a decoy, is not that of a part elsewhere")
    func twoAccounts() {
        let told = Samples.account.bytes
        let here = Samples.salt(1).digest(ofPart: "account/001.txt", told.span)
        // Of three parts: the first decoy is the fourth.
        let decoy = Samples.salt(1_000_003).decoyDigest
        for digest in [here, decoy] {
            let other = PartElsewhere(object: Samples.id(9), digest: digest)
            #expect(error(with([other], digests: [])) == .unaccounted)
        }
    }

    @Test("up to 1,016 parts lie elsewhere", arguments: [1, 1016, 1017])
    func manyElsewhere(count: Int) throws {
        let others = (0..<count).map { number in
            PartElsewhere(
                object: Samples.id(9), digest: SHA256Hash(of: Array("elsewhere \(number)".utf8)))
        }
        let entries = with(others, digests: others.map(\.digest))
        if count <= PartElsewhere.maximumCount {
            let record = try Samples.parse(entries)
            #expect(record.elsewhere.count == count)
            #expect(Set(record.elsewhere) == Set(others))
        } else {
            #expect(error(entries) == .elsewhere)
        }
    }

    // MARK: Later versions

    @Test("what follows a note that only a later version may read is not looked at")
    func newer() throws {
        let text = Samples.note().note.text + "must-hear: twice\n"
        let note: Samples.Entry = ("note", Samples.signed(text))
        let nonsense = [UInt8](repeating: 0xFF, count: 300)
        for rest in [
            [], [("x", nonsense)], [("salts", nonsense), ("after", [])], [("recipients", [])],
            [("attachments.key", nonsense)], [("account/999.txt", nonsense), ("a", [1])],
        ] as [Samples.Entries] {
            let archive = try Tar.write([note] + rest)
            let (read, refusal) = Samples.refusal(of: archive)
            #expect(refusal == .needsNewer("must-hear"), "\(rest.map(\.name))")
            #expect(read?.record == Samples.id(0x8C) && read?.log == Samples.log)
            let (_, damaged) = Samples.refusal(of: archive + [1])
            #expect(damaged == .archive(.trailingBytes))
        }
    }
}
