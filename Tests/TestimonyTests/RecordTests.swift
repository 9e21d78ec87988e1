import AgeFile
import SafeSodium
import Statements
import StrictTar
import TestSupport
import Testing
import TransparencyLog

@testable import Testimony

@Suite("Records")
struct RecordTests {
    @Test(
        "an account in any language is read back as it was told",
        arguments: [
            "a", "Дар рӯзи панҷшанбе омаданд.", "آمدند و او را بردند.",
            "В четверг они пришли.\n\n…", "ሐሙስ ዕለት መጡ።\n\n", "木曜日に来ました。",
            "e\u{301} is not é", "\u{0}\r\n\t\u{202E}", " ", "🕯",
        ],
        [0, 1, 2, 150])
    func roundTrip(account: String, attachmentCount: Int) throws {
        let archive = try Samples.archive(account, attachments: attachmentCount)
        for pieces in [1 << 30, 7] {
            let record = try Samples.read(archive, pieces: pieces)
            #expect(record.account.map { Array($0.utf8) } == Array(account.utf8))
            #expect(record.accountByteCount == account.utf8.count)
            #expect(record.attachments == Samples.attachments(attachmentCount))
            #expect(record.archivedByteCount == UInt64(archive.count))
            #expect(record.note.record == Samples.id(0x8C))
            #expect(
                record.recipients == Samples.recipients.sorted { $0.fingerprint < $1.fingerprint })
            #expect(record.unknownParts.isEmpty && record.elsewhere.isEmpty)
            #expect(
                record.attachmentIdentity?.recipient
                    == (attachmentCount == 0 ? nil : Samples.identity.recipient))
        }
        let padded = try Samples.read(archive + [UInt8](repeating: 0, count: 5000))
        #expect(padded.archivedByteCount == UInt64(archive.count))
    }

    @Test("attachments alone are a testimony, which has no account; nothing at all is none")
    func attachmentsAlone() throws {
        let record = try Samples.read(Samples.archive(nil, Samples.attachments(2)))
        #expect(record.account == nil && record.paragraphs.isEmpty)
        #expect(record.attachments == Samples.attachments(2))
        #expect(throws: TestimonyError.entries) { try Samples.archive(nil) }
        #expect(throws: TestimonyError.account) { try Samples.archive([], []) }
    }

    @Test("the page's worked example has the length that the page says")
    func workedExample() throws {
        let archive = try Samples.archive(
            [UInt8](repeating: 97, count: 31), recipients: Array(Samples.recipients.prefix(2)))
        #expect(archive.count == 6144)
        #expect(try Samples.read(archive).note.digests.count == 8)
    }

    @Test("the entries stand in the order of the page")
    func order() throws {
        let names = try Samples.entries(
            Samples.archive(Array("a\n\nb".utf8), Samples.attachments(2))
        ).map(\.name)
        #expect(
            names == [
                "note", "recipients", "account/001.txt", "account/002.txt", "attachments/001.json",
                "attachments/002.json", "attachments.key", "salts",
            ])
    }

    @Test(
        "the note has 8 digests or a power of two more, whatever they are of",
        arguments: [1, 6, 7, 8, 14, 15, 16, 510, 511, 900])
    func digests(paragraphCount: Int) throws {
        let account = (0..<paragraphCount).map { "\($0)\n\n" }.joined()
        let record = try Samples.read(Samples.archive(account))
        var expected = 8
        while expected < paragraphCount + 1 { expected *= 2 }
        #expect(record.note.digests.count == expected)
        #expect(record.paragraphs.count == paragraphCount)
    }

    @Test("the same account never has the same digest")
    func salted() throws {
        let notes = try (0..<2).map { _ in try Samples.read(Samples.archive()).note }
        #expect(Set(notes[0].digests).isDisjoint(with: notes[1].digests))
        #expect(!notes[0].digests.contains(SHA256Hash(of: Array("ҳикоя".utf8))))
    }

    @Test("a part's digest is made of salt, name and bytes")
    func digest() throws {
        let salt = Samples.salt(1)
        let bytes = salt.bytes + [15] + Array("account/001.txt".utf8) + [1, 2]
        #expect(
            salt.digest(ofPart: "account/001.txt", ([1, 2] as [UInt8]).span)
                == SHA256Hash(of: bytes))
        #expect(salt.decoyDigest == SHA256Hash(of: salt.bytes + [0]))
    }

    @Test("an account that is empty, too long or not UTF-8 is not made into a record")
    func accounts() throws {
        let longest = [UInt8](repeating: 97, count: Record.maximumAccountByteCount)
        #expect(try Samples.read(Samples.archive(longest)).accountByteCount == longest.count)
        for account in [
            [], longest + [97], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [97, 0x80],
        ] {
            #expect(throws: TestimonyError.account) { try Samples.archive(account) }
        }
    }

    @Test("a part with any byte changed, cut off or longer is refused and named")
    func changedParts() throws {
        let entries = try Samples.entries(
            Samples.archive(Array("a\n\nb".utf8), Samples.attachments(1)))
        for index in 1..<entries.count - 1 {
            let (name, bytes) = entries[index]
            for position in bytes.indices where position < 40 || position.isMultiple(of: 7) {
                var changed = entries
                changed[index].bytes[position] ^= 1
                #expect(error(changed) == .partChanged(name))
            }
            for other in [Array(bytes.dropLast()), bytes + [0x20], []] {
                var changed = entries
                changed[index].bytes = other
                #expect(error(changed) == .partChanged(name))
            }
        }
    }

    @Test("parts under each other's names are refused")
    func swapped() throws {
        let entries = try Samples.entries(Samples.archive("a\n\nb"))
        var changed = entries
        (changed[2].bytes, changed[3].bytes) = (entries[3].bytes, entries[2].bytes)
        #expect(error(changed) == .partChanged("account/001.txt"))
    }

    @Test("salts that are missing, repeated, swapped or malformed are refused")
    func salts() throws {
        let entries = try Samples.entries(Samples.archive("a\n\nb"))
        let last = entries.count - 1
        let lines = String(decoding: entries[last].bytes, as: UTF8.self)
            .split(separator: "\n").map { "\($0)\n" }
        #expect(lines.count == 8)
        func with(_ lines: [String]) -> TestimonyError? {
            var changed = entries
            changed[last].bytes = Array(lines.joined().utf8)
            return error(changed)
        }
        #expect(with(lines) == nil)
        var order = lines
        order.swapAt(1, 2)
        var decoys = lines
        decoys.swapAt(3, 4)
        for other in [
            [], ["\n"], Array(lines.dropFirst()), order, decoys, lines + [lines[7]],
            [lines[0], lines[1], lines[1]] + lines[3...], lines + ["\n"], ["\n"] + lines,
            lines.map { $0.uppercased() }, lines.map { $0.replacing("\n", with: "\r\n") },
            lines.map { $0.replacing(" ", with: "  ") }, lines.map { $0.replacing(" ", with: ":") },
            lines.map { "00" + $0 }, lines.map { String($0.dropFirst(2)) },
        ] { #expect(with(other) == .salts, "\(other.joined())") }
        // A decoy that is not there leaves a digest of which nobody can say what it is of.
        #expect(with(Array(lines.dropLast())) == .unaccounted)
        let other = "\(Samples.salt(77).hex)\n"
        #expect(with(lines.dropLast() + [other].filter { $0 > lines[6] }) == .unaccounted)
        var binary = entries
        binary[last].bytes[40] = 0xFF
        #expect(error(binary) == .salts)
    }

    @Test("a digest that nobody accounts for, and one that two do, are refused")
    func unaccounted() {
        let extra = Samples.entries(
            of: [Samples.account],
            digests: { digests in
                (digests.dropLast() + [Samples.hash(200)]).sorted { $0.hex < $1.hex }
            })
        #expect(error(extra) == .unaccounted || error(extra)?.isPartChanged == true)
        let more = Samples.entries(
            of: [Samples.account],
            digests: { digests in
                (digests + (0..<8).map { Samples.hash(100 + $0) }).sorted { $0.hex < $1.hex }
            })
        #expect(error(more) == .unaccounted)
    }

    @Test("a record with any one byte changed is refused, or differs in its signature alone")
    func everyByte() throws {
        var generator = SeededGenerator(for: "records")
        let archive = try Samples.archive()
        let note = try Samples.read(archive).note
        let verifier = VerifierKey(
            name: Samples.log, publicKey: Samples.key().verifyingKey.bytes, type: .ed25519)
        for position in archive.indices {
            var changed = archive
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            guard let record = try? Samples.read(changed) else { continue }
            #expect(record.note != note)
            #expect(throws: (any Error).self, "byte \(position)") {
                try record.note.note.requireOnlySignature(by: verifier)
            }
        }
    }
}

extension TestimonyError {
    var isPartChanged: Bool { if case .partChanged = self { true } else { false } }
}
