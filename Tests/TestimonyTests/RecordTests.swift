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
            "В четверг они пришли.\n\n…",
            "ሐሙስ ዕለት መጡ።", "木曜日に来ました。", "e\u{301} is not é", "\u{0}\r\n\t\u{202E}", " ", "🕯",
        ],
        [0, 1, 2])
    func roundTrip(account: String, attachmentCount: Int) throws {
        let list = attachmentCount == 0 ? nil : Samples.list(attachmentCount)
        let archive = try Samples.archive(account, attachments: list)
        let record = try Record(parsing: archive)
        #expect(record.account.map { Array($0.utf8) } == Array(account.utf8))
        #expect(record.attachments == list)
        #expect(record.archivedByteCount == UInt64(archive.count))
        #expect(record.note.record == Samples.id(0x8C))
        #expect(record.note.recipients == Samples.fingerprints.sorted())
        #expect(
            record.parts.map(\.name)
                == (list == nil ? ["account.txt"] : ["account.txt", "attachments.json"]))
        let padded = try Record(parsing: archive + [UInt8](repeating: 0, count: 5000))
        #expect(padded.archivedByteCount == UInt64(archive.count))
        #expect(
            try Samples.entries(archive).map(\.name) == ["note"] + record.parts.map(\.name) + [
                "salts"
            ])
    }

    @Test("attachments alone are a testimony, which has no account; nothing at all is none")
    func attachmentsAlone() throws {
        let list = Samples.list()
        let parts = try Record.parts(account: nil, attachments: list)
        #expect(parts.map(\.name) == ["attachments.json"])
        let record = try Record(parsing: Record.archive(parts, signing: Samples.note))
        #expect(record.account == nil)
        #expect(record.attachments == list)
        #expect(throws: TestimonyError.entries) {
            try Record.parts(account: nil, attachments: nil)
        }
        #expect(throws: TestimonyError.account) { try Record.parts(account: [], attachments: list) }
    }

    @Test("the page's worked example has the length that the page says")
    func workedExample() throws {
        let parts = try Record.parts(account: [UInt8](repeating: 97, count: 31), attachments: nil)
        let archive = try Record.archive(parts) { digests in
            RecordNote(
                record: Samples.id(1), time: Samples.time, epoch: 0,
                recipients: Array(Samples.fingerprints.prefix(2)), parts: digests,
                signedBy: Samples.key(), as: Samples.log)
        }
        #expect(archive.count == 4608)
    }

    @Test("the same account is never hashed to the same value")
    func salted() throws {
        let notes = try (0..<2).map { _ in try Record(parsing: Samples.archive()).note }
        #expect(notes[0].parts[0].saltedHash != notes[1].parts[0].saltedHash)
        #expect(notes[0].parts[0].saltedHash != SHA256Hash(of: Array("ҳикоя".utf8)))
    }

    @Test("an account that is empty, too long or not UTF-8 is not made into a record")
    func accounts() throws {
        let longest = [UInt8](repeating: 97, count: Record.maximumAccountByteCount)
        #expect(try Record.parts(account: longest, attachments: nil).count == 1)
        for account in [
            [], longest + [97], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [97, 0x80],
        ] {
            #expect(throws: TestimonyError.account) {
                try Record.parts(account: account, attachments: nil)
            }
        }
    }

    @Test("an account that is empty or not UTF-8 is refused, though it be signed")
    func signedAccounts() {
        for account in [[], [0xFF], [97, 0xC3]] as [[UInt8]] {
            #expect(error(Samples.entries(of: [("account.txt", account)])) == .account)
        }
    }

    @Test(
        "a part with any byte changed, cut off or longer is refused and named", arguments: [1, 2])
    func changedParts(index: Int) throws {
        let entries = try Samples.entries(Samples.archive(attachments: Samples.list()))
        let (name, bytes) = entries[index]
        for position in bytes.indices {
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

    @Test("an account and its attachments under each other's names are refused")
    func swappedParts() throws {
        let entries = try Samples.entries(Samples.archive(attachments: Samples.list()))
        var swapped = entries
        swapped[1].bytes = entries[2].bytes
        swapped[2].bytes = entries[1].bytes
        #expect(error(swapped) == .partChanged("account.txt"))
    }

    @Test("salts that are missing, repeated, swapped, changed or malformed are refused")
    func salts() throws {
        let entries = try Samples.entries(Samples.archive(attachments: Samples.list()))
        let text = String(decoding: entries[3].bytes, as: UTF8.self)
        let lines = text.split(separator: "\n").map { "\($0)\n" }
        let digits = lines.map { $0.suffix(65) }
        let texts: [String] = [
            "", "\n", lines[0], lines[1], lines[1] + lines[0], text + lines[1], text + "\n",
            "\n" + text, String(text.dropLast()), text.replacing("\n", with: "\r\n"),
            text.uppercased(), text.replacing(": ", with: ":"), text.replacing(": ", with: ":  "),
            lines[0] + "attachments.json: \(digits[1].dropFirst(2))",
            lines[0] + "attachments.json: 00\(digits[1])", lines[0] + "other.json: \(digits[1])",
            lines[0] + "attachments.json: \(digits[1].dropLast()) \n",
        ]
        for other in texts {
            var changed = entries
            changed[3].bytes = Array(other.utf8)
            #expect(error(changed) == .salts, "\(other)")
        }
        var crossed = entries
        crossed[3].bytes = Array("account.txt: \(digits[1])attachments.json: \(digits[0])".utf8)
        #expect(error(crossed) == .partChanged("account.txt"))
        var binary = entries
        binary[3].bytes[40] = 0xFF
        #expect(error(binary) == .salts)
    }

    @Test("a record with any one byte changed is refused, or differs in its signature alone")
    func everyByte() throws {
        var generator = SeededGenerator(for: "records")
        let archive = try Samples.archive()
        let note = try Record(parsing: archive).note
        let verifier = VerifierKey(
            name: Samples.log, publicKey: Samples.key().verifyingKey.bytes, type: .ed25519)
        for position in archive.indices {
            var changed = archive
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            guard let record = try? Record(parsing: changed) else { continue }
            #expect(record.note.note.text != note.note.text || record.note != note)
            #expect(throws: (any Error).self, "byte \(position)") {
                try record.note.note.requireOnlySignature(by: verifier)
            }
        }
    }
}
