import SafeSodium
import Statements
import Testing
import TransparencyLog

@testable import Testimony

@Suite("Notes of records")
struct RecordNoteTests {
    static let parts = [
        RecordNote.PartDigest(name: "account.txt", byteCount: 812, saltedHash: Samples.hash(1)),
        RecordNote.PartDigest(name: "attachments.json", byteCount: 0, saltedHash: Samples.hash(2)),
    ]

    func parse(_ text: String, as name: String = Samples.log) throws -> RecordNote {
        guard SignedNote.isValid(text: text) else { throw StatementError.note(.malformedNote) }
        let note = SignedNote(signing: text, as: name, with: Samples.key())
        return try RecordNote(parsing: note.encoded)
    }

    @Test("a note is read back as it was signed, with its recipients in ascending order")
    func roundTrip() throws {
        let note = Samples.note(Self.parts)
        let read = try RecordNote(parsing: note.note.encoded)
        #expect(read == note)
        #expect(read.recipients == Samples.fingerprints.sorted())
        #expect(read.parts == Self.parts && read.log == Samples.log && read.epoch == 0)
        #expect(read.note.encoded == note.note.encoded)
    }

    @Test("a note whose lines are dropped, out of place or unknown is refused, though it be signed")
    func lines() {
        let text = Samples.note(Self.parts).note.text
        let lines = text.split(separator: "\n").map { "\($0)\n" }
        // Without one of several recipients or parts it is another note, and a good one.
        let several = lines.indices.filter {
            lines[$0].hasPrefix("recipient") || lines[$0].hasPrefix("part")
        }
        for index in lines.indices {
            var variants = [lines[..<index] + [lines[index], lines[index]] + lines[(index + 1)...]]
            if !several.contains(index) {
                variants.append(lines[..<index] + lines[(index + 1)...])
            }
            variants.append(lines[...index] + ["more: 1\n"] + lines[(index + 1)...])
            variants.append(lines[...index] + ["\n"] + lines[(index + 1)...])
            if index > 0, !lines[index].hasPrefix("part") || !lines[index - 1].hasPrefix("part") {
                var swapped = lines
                swapped.swapAt(index, index - 1)
                variants.append(swapped[...])
            }
            for variant in variants {
                #expect(throws: StatementError.self, "\(variant.joined())") {
                    try parse(variant.joined())
                }
            }
        }
        let withoutParts = lines.filter { !$0.hasPrefix("part") }.joined()
        #expect(throws: StatementError.note(.malformedValue(of: "part"))) {
            try parse(withoutParts)
        }
    }

    @Test("values that no note has are refused, though they be signed")
    func values() {
        let text = Samples.note(Self.parts).note.text
        let changes: [(String, String, NoteError)] = [
            ("record/v1", "record/v2", .wrongKind(wanted: "amanat-record/v1")),
            ("record: 8c", "record: 8C", .malformedValue(of: "record")),
            ("record: 8c", "record: 8", .malformedValue(of: "record")),
            ("2026-11", "2026-02-11", .malformedValue(of: "time")),
            ("epoch: 0", "epoch: 00", .malformedValue(of: "epoch")),
            ("epoch: 0", "epoch: -1", .malformedValue(of: "epoch")),
            ("txt 812 ", "txt 0812 ", .malformedValue(of: "part")),
            ("txt 812 ", "txt -812 ", .malformedValue(of: "part")),
            ("txt 812 ", "txt 9223372036854775808 ", .malformedValue(of: "part")),
            ("txt 812 ", "txt  812 ", .malformedValue(of: "part")),
            ("txt 812 ", "txt 812", .malformedValue(of: "part")),
            ("txt 812 ", "txt 812 A", .malformedValue(of: "part")),
            ("part: attachments.json", "part: account.txt", .malformedValue(of: "part")),
        ]
        for (old, new, error) in changes {
            #expect(throws: StatementError.note(error), "\(new)") {
                try parse(text.replacing(old, with: new))
            }
        }
    }

    @Test("one malformed recipient among good ones is refused, and not passed over")
    func malformedRecipient() {
        let text = Samples.note(Self.parts).note.text
        for bad in ["x", Samples.fingerprints[0].hex.uppercased()] {
            let changed = text.replacing("epoch: 0\n", with: "epoch: 0\nrecipient: \(bad)\n")
            #expect(throws: StatementError.note(.malformedValue(of: "recipient"))) {
                try parse(changed)
            }
        }
    }

    @Test("a note bears one signature, under the name of its log")
    func signatures() throws {
        let note = Samples.note(Self.parts).note
        #expect(throws: StatementError.wrongSignatures) {
            try parse(note.text, as: "amanat/somebody-else")
        }
        var twice = note
        try twice.addSignature(as: "amanat/somebody-else", with: Samples.key(8))
        #expect(throws: StatementError.wrongSignatures) {
            try RecordNote(parsing: twice.encoded)
        }
    }

    @Test("1 to 1000 parts are read, and no more", arguments: [1, 1000, 1001])
    func partCounts(count: Int) throws {
        let parts = (0..<count).map {
            RecordNote.PartDigest(name: "p\($0)", byteCount: $0, saltedHash: Samples.hash(1))
        }
        let bytes = Samples.note(parts).note.encoded
        if count <= RecordNote.maximumPartCount {
            #expect(try RecordNote(parsing: bytes).parts == parts)
        } else {
            #expect(throws: StatementError.note(.malformedValue(of: "part"))) {
                try RecordNote(parsing: bytes)
            }
        }
    }
}
