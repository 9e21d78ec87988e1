import SafeSodium
import Statements
import Testing
import TransparencyLog

@testable import Testimony

@Suite("Notes of records")
struct RecordNoteTests {
    func parse(_ text: String, as name: String = Samples.log) throws -> RecordNote {
        guard SignedNote.isValid(text: text) else { throw StatementError.note(.malformedNote) }
        return try RecordNote(parsing: Samples.signed(text, as: name))
    }

    static let hex = Samples.hash(3).hex
    static let malformedParts = StatementError.note(.malformedValue(of: "part"))

    /// Some digests, ascending.
    func digests(_ count: Int) -> [SHA256Hash] {
        (0..<count).map { SHA256Hash(of: Array("\($0)".utf8)) }.sorted { $0.hex < $1.hex }
    }

    @Test("a note is read back as it was signed, with its digests in ascending order")
    func roundTrip() throws {
        let note = Samples.note()
        let read = try RecordNote(parsing: note.note.encoded)
        #expect(read == note)
        #expect(read.record == Samples.id(0x8C) && read.log == Samples.log)
        #expect(read.time == Samples.time && read.roster == nil)
        #expect(read.digests.map(\.hex) == Samples.digests.map(\.hex).sorted())
        #expect(read.unknown.lines.isEmpty && read.unknown.mustKey == nil)
        #expect(read.note.encoded == note.note.encoded)
        #expect(read.hash == SHA256Hash(of: note.note.encoded))
        #expect(Samples.note(Samples.digests.reversed()) == note)
        #expect(note.note.text == Samples.text(digests(of: note)))
    }

    private func digests(of note: RecordNote) -> [SHA256Hash] { note.digests }

    @Test("a note tells nothing of the parts: their names and lengths are not in it")
    func silence() throws {
        let account = [UInt8](repeating: UInt8(ascii: "a"), count: 54_321)
        let records = [
            try Samples.read(Samples.archive(Array("a".utf8))),
            try Samples.read(Samples.archive(account, Samples.attachments(3))),
        ]
        let texts = records.map(\.note.note.text)
        for text in texts {
            let lines = text.split(separator: "\n")
            #expect(lines.count == 13)
            for line in lines.dropFirst(5) { #expect(line.utf8.count == "part: ".utf8.count + 64) }
        }
        #expect(texts[0].prefix { $0 != "p" } == texts[1].prefix { $0 != "p" })
    }

    @Test(
        "a note without one of its lines is refused where that should be, though it be signed",
        arguments: ["record", "log", "time", "roster"])
    func missingLine(key: String) throws {
        let lines = Samples.note().note.text.split(separator: "\n").map { "\($0)\n" }
        let index = try #require(lines.firstIndex { $0.hasPrefix("\(key): ") })
        let wanted = NoteError.unexpectedLine(number: index + 1, wanted: key)
        #expect(throws: StatementError.note(wanted)) {
            try parse((lines[..<index] + lines[(index + 1)...]).joined())
        }
        // A value is not empty.
        #expect(throws: StatementError.note(wanted)) {
            try parse((lines[..<index] + ["\(key): \n"] + lines[(index + 1)...]).joined())
        }
    }

    @Test("a note whose lines are dropped, doubled or out of place is refused, though it be signed")
    func lines() {
        let lines = Samples.note().note.text.split(separator: "\n").map { "\($0)\n" }
        for index in lines.indices {
            let (before, after) = (lines[..<index], lines[(index + 1)...])
            var variants = [
                before + after,
                before + [lines[index], lines[index]] + after,
                before + [lines[index], "\n"] + after,
            ]
            // Behind the last line there is room for those of later versions.
            if !after.isEmpty { variants.append(before + [lines[index], "more: 1\n"] + after) }
            if index > 0 {
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
    }

    @Test("values that no note has are refused, though they be signed")
    func values() {
        let note = Samples.note()
        let text = note.note.text
        let last = note.digests[7].hex
        let changes: [(String, String, NoteError)] = [
            ("record/v1", "record/v2", .wrongKind(wanted: "amanat-record/v1")),
            ("amanat-record", "amanat-leaf", .wrongKind(wanted: "amanat-record/v1")),
            ("record: 8c", "record: 8C", .malformedValue(of: "record")),
            ("record: 8c", "record: 8", .malformedValue(of: "record")),
            ("record: 8c", "record:  8c", .malformedValue(of: "record")),
            ("2026-11", "2026-02-11", .malformedValue(of: "time")),
            ("time: 2026", "time: 1926", .malformedValue(of: "time")),
            ("Z\n", "\n", .malformedValue(of: "time")),
            ("part: \(last)", "part: \(last.uppercased())", .malformedValue(of: "part")),
            ("part: \(last)", "part: \(last.dropLast())", .malformedValue(of: "part")),
            ("part: \(last)", "part: \(last)00", .malformedValue(of: "part")),
            ("part: \(last)", "part: \(last) ", .malformedValue(of: "part")),
            ("part: \(last)", "part:  \(last)", .malformedValue(of: "part")),
            ("part: \(last)", "part: a \(last)", .malformedValue(of: "part")),
        ]
        for (old, new, error) in changes {
            #expect(throws: StatementError.note(error), "\(new)") {
                try parse(text.replacing(old, with: new))
            }
        }
    }

    @Test("a power of two of digests from 8 to 1,024 is read", arguments: [8, 16, 512, 1024])
    func digestCounts(count: Int) throws {
        let digests = digests(count)
        let note = try parse(Samples.text(digests))
        #expect(note.digests == digests)
        #expect(try RecordNote(parsing: Samples.note(digests.reversed()).note.encoded) == note)
    }

    @Test(
        "any other number of digests is refused",
        arguments: [0, 1, 2, 4, 7, 9, 12, 1000, 1023, 1025, 2048])
    func badDigestCounts(count: Int) {
        #expect(throws: Self.malformedParts) { try parse(Samples.text(digests(count))) }
    }

    @Test("digests that are not ascending, or come twice, are refused")
    func unsorted() {
        let digests = digests(8)
        #expect(throws: Self.malformedParts) { try parse(Samples.text(digests.reversed())) }
        for index in digests.indices.dropFirst() {
            var changed = digests
            changed.swapAt(index, index - 1)
            #expect(throws: Self.malformedParts) { try parse(Samples.text(changed)) }
            changed = digests
            changed[index] = changed[index - 1]
            #expect(throws: Self.malformedParts) { try parse(Samples.text(changed)) }
        }
    }

    @Test("a record has the fewest digests that its parts fit in, and at most 1,024")
    func digestCountForParts() {
        for (parts, count) in [
            (1, 8), (2, 8), (8, 8), (9, 16), (16, 16), (17, 32), (512, 512), (513, 1024),
            (1024, 1024), (1025, nil), (5000, nil),
        ] as [(Int, Int?)] {
            #expect(RecordNote.digestCount(forParts: parts) == count, "\(parts)")
        }
    }

    @Test("a roster is none, or a number and a hash", arguments: [1, 3, UInt64(Int64.max)])
    func rosters(number: UInt64) throws {
        let roster = RecordNote.Roster(number: number, hash: Samples.hash(3))
        let note = RecordNote(
            record: Samples.id(0x8C), time: Samples.time, roster: roster, digests: Samples.digests,
            signedBy: Samples.key(), as: Samples.log)
        #expect(note.note.text.contains("\nroster: \(number) \(Self.hex)\n"))
        #expect(try RecordNote(parsing: note.note.encoded) == note)
        #expect(try RecordNote(parsing: note.note.encoded).roster == roster)
        #expect(try parse(Samples.note().note.text).roster == nil)
    }

    @Test(
        "a roster that is none of these is refused",
        arguments: [
            "None", "none ", " none", "none \(hex)", "0 \(hex)", "00 \(hex)", "03 \(hex)",
            "-3 \(hex)", "+3 \(hex)", "9223372036854775808 \(hex)", "3", "3 ", "3  \(hex)",
            " 3 \(hex)", "3 \(hex) ", "3 \(hex) \(hex)", "3 \(hex.uppercased())",
            "3 \(hex.dropLast())", "3 \(hex)0", "3 none", hex, "x \(hex)", "3,\(hex)",
        ])
    func badRosters(value: String) {
        let text = Samples.note().note.text.replacing("roster: none", with: "roster: \(value)")
        #expect(throws: StatementError.note(.malformedValue(of: "roster"))) { try parse(text) }
    }

    @Test("lines that a later version added are kept as they are, behind the digests")
    func unknownLines() throws {
        let text = Samples.note().note.text
        let added = ["more: 1", "more: 2", "zz-9: ҳикоя: as told ", "mustard: 1"]
        let note = try parse(text + added.map { "\($0)\n" }.joined())
        #expect(note.unknown.lines == added)
        #expect(note.unknown.mustKey == nil)
        #expect(note.digests == Samples.note().digests)
        #expect(note.note.text == text + added.map { "\($0)\n" }.joined())
        let most = (0..<UnknownLines.maximumCount).map { "more: \($0)\n" }.joined()
        #expect(try parse(text + most).unknown.lines.count == 64)
        let one = NoteError.unexpectedLine(number: 13 + 65, wanted: nil)
        #expect(throws: StatementError.note(one)) { try parse(text + most + "more: 64\n") }
    }

    @Test(
        "what is no line of a later version is refused",
        arguments: [
            "more", "more:", "more: ", "more:1", "More: 1", "1more: 1", " more: 1", "mo re: 1",
            "record: 1", "log: 1", "time: 1", "roster: none", "record: part: 1",
            "more: " + String(repeating: "1", count: UnknownLines.maximumByteCount),
            String(repeating: "m", count: 33) + ": 1",
        ])
    func badLines(line: String) {
        let last = NoteError.unexpectedLine(number: 14, wanted: nil)
        #expect(throws: StatementError.note(last)) {
            try parse(Samples.note().note.text + line + "\n")
        }
    }

    @Test("a line that must be understood does not keep the note from being read")
    func mustLine() throws {
        let text = Samples.note().note.text
        let note = try parse(text + "more: 1\nmust-hear: twice\nmust-see: 1\n")
        #expect(note.unknown.mustKey == "must-hear")
        #expect(note.unknown.lines == ["more: 1", "must-hear: twice", "must-see: 1"])
        #expect(note.record == Samples.id(0x8C) && note.log == Samples.log)
        // What this version knows is as it always is.
        #expect(throws: Self.malformedParts) {
            try parse(Samples.text(digests(7)) + "must-hear: twice\n")
        }
    }

    @Test("a note bears one signature, under the name of its log")
    func signatures() throws {
        let note = Samples.note().note
        #expect(throws: StatementError.wrongSignatures) {
            try parse(note.text, as: "amanat/somebody-else")
        }
        var twice = note
        try twice.addSignature(as: "amanat/somebody-else", with: Samples.key(8))
        #expect(throws: StatementError.wrongSignatures) {
            try RecordNote(parsing: twice.encoded)
        }
    }

    // Swift takes the sign of kelvin for the letter K where it compares texts; names of devices have neither.
    @Test(
        "what is no name of a device is no log",
        arguments: [
            "K", "\u{212A}", "amanat/", "amanat/0123456789abcdef0123456789abcde",
            "amanat/0123456789ABCDEF0123456789abcdef", "amanat/0123456789abcdef0123456789abcdef0",
            "Amanat/0123456789abcdef0123456789abcdef", "0123456789abcdef0123456789abcdef",
        ])
    func otherNames(name: String) {
        let text = Samples.note().note.text.replacing(Samples.log, with: name)
        #expect(throws: StatementError.note(.malformedValue(of: "log"))) {
            try parse(text, as: name)
        }
    }

    @Test("what is no signed note, or is too long, is refused")
    func notNotes() {
        let bytes = Samples.note().note.encoded
        for other in [[], Array("nonsense".utf8), Array(bytes.dropLast()), bytes + bytes] {
            #expect(throws: StatementError.self) { try RecordNote(parsing: other) }
        }
        let limit = RecordNote.maximumByteCount
        let long = [UInt8](repeating: UInt8(ascii: "a"), count: limit + 1)
        #expect(throws: StatementError.note(.tooLarge(byteLimit: limit))) {
            try RecordNote(parsing: long)
        }
    }
}
