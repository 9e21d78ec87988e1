import SafeSodium
import Testing

@testable import Testimony

@Suite("Salts and digests")
struct SaltTests {
    // Made with Python's hashlib.
    @Test(
        "the digest of a part is that of its salt, the length of its name, its name and its bytes",
        arguments: [
            (
                "account/001.txt", "a",
                "529484c5c232d6ed1e8b68fbf6f45def33a96d73b0c40f92314df6faa329e409"
            ),
            (
                "must-x/y", "",
                "85e952f8a41907bd618ba220667a438d8db10809301d6600353e0bac0c82ed45"
            ),
            ("", "", "6bb86e654c7328047350e0e53feb6c6f02938a3f967923ce1d8401b3ef8cf4c6"),
        ])
    func digest(name: String, content: String, hex: String) throws {
        let salt = try #require(Salt([UInt8](repeating: 5, count: 32)))
        let digest = salt.digest(ofPart: name, Array(content.utf8).span)
        #expect(digest.hex == hex)
        let decoy = salt.decoyDigest
        #expect((decoy == digest) == name.isEmpty)
    }

    @Test("a salt has 32 bytes, and is not made twice")
    func salts() {
        #expect(Salt([UInt8](repeating: 5, count: 31)) == nil)
        #expect(Salt([UInt8](repeating: 5, count: 33)) == nil)
        #expect(Salt.random() != Salt.random())
        #expect(Salt.random().hex.utf8.count == 64)
    }

    @Test("salts are read back as they were written, those of decoys ascending")
    func roundTrip() throws {
        let list = SaltList(
            parts: [("b", Samples.salt(1)), ("a", Samples.salt(2))],
            decoys: (3..<9).map { Samples.salt($0) })
        let read = try SaltList(parsing: list.encoded)
        #expect(read == list)
        #expect(read.parts.map(\.name) == ["b", "a"])
        #expect(read.parts.map(\.salt) == [Samples.salt(1), Samples.salt(2)])
        #expect(read.decoys.map(\.hex) == (3..<9).map { Samples.salt($0).hex }.sorted())
    }

    /// The lines of the salts of a record: recipients, account, attachments, key, four decoys.
    func lines(of entries: Samples.Entries) -> [String] {
        String(decoding: entries[5].bytes, as: UTF8.self).split(separator: "\n").map { "\($0)\n" }
    }

    func record() throws -> Samples.Entries {
        try Samples.entries(Samples.archive(attachments: 1))
    }

    func error(_ salts: String, of entries: Samples.Entries) -> TestimonyError? {
        var changed = entries
        changed[5].bytes = Array(salts.utf8)
        return TestimonyTests.error(changed)
    }

    @Test("salts of a part that are missing, repeated or in another order are refused")
    func partLines() throws {
        let entries = try record()
        let lines = lines(of: entries)
        #expect(lines.count == 8 && error(lines.joined(), of: entries) == nil)
        for index in 0..<4 {
            let (before, after) = (lines[..<index], lines[(index + 1)...])
            #expect(error((before + after).joined(), of: entries) == .salts)
            let twice = before + [lines[index], lines[index]] + after
            #expect(error(twice.joined(), of: entries) == .salts)
            #expect(error((before + after + [lines[index]]).joined(), of: entries) == .salts)
            for other in 0..<8 where other != index {
                var swapped = lines
                swapped.swapAt(index, other)
                #expect(error(swapped.joined(), of: entries) == .salts)
            }
        }
    }

    @Test("salts under each other's names are refused, and name the first of the two")
    func crossed() throws {
        let entries = try record()
        let lines = lines(of: entries)
        for (first, second) in [(0, 1), (1, 2), (2, 3), (0, 3)] {
            var crossed = lines
            crossed[first] = "\(lines[second].prefix(64))\(lines[first].dropFirst(64))"
            crossed[second] = "\(lines[first].prefix(64))\(lines[second].dropFirst(64))"
            #expect(error(crossed.joined(), of: entries) == .partChanged(entries[first + 1].name))
        }
    }

    @Test("a decoy that is missing, another one, one too many, repeated or misplaced is refused")
    func decoyLines() throws {
        let entries = try record()
        let lines = lines(of: entries)
        let (parts, decoys) = (lines[..<4].joined(), Array(lines[4...]))
        func error(_ decoys: [String]) -> TestimonyError? {
            self.error(parts + decoys.joined(), of: entries)
        }
        let other = "\(Samples.salt(1).hex)\n"
        #expect(error([]) == .unaccounted)
        #expect(error((decoys + [other]).sorted()) == .unaccounted)
        #expect(error(decoys.reversed()) == .salts)
        for index in decoys.indices {
            var changed = decoys
            changed.remove(at: index)
            #expect(error(changed) == .unaccounted)
            #expect(error((changed + [other]).sorted()) == .unaccounted)
            changed.insert(contentsOf: [decoys[index], decoys[index]], at: index)
            #expect(error(changed) == .salts)
            // The salt of a part is not that of a decoy.
            changed = decoys
            changed[index] = "\(lines[index].prefix(64))\n"
            #expect(error(changed.sorted()) == .unaccounted)
            if index > 0 {
                changed = decoys
                changed.swapAt(index, index - 1)
                #expect(error(changed) == .salts)
            }
            changed = decoys
            let moved = changed.remove(at: index)
            #expect(self.error(moved + parts + changed.joined(), of: entries) == .salts)
        }
    }

    @Test("salts that are malformed are refused")
    func malformed() throws {
        let entries = try record()
        let lines = lines(of: entries)
        let text = lines.joined()
        let rest = lines.dropFirst().joined()
        let digits = lines[0].prefix(64)
        let texts: [String] = [
            "", "\n", text + "\n", "\n" + text, String(text.dropLast()), text + "x",
            text.replacing("\n", with: "\r\n"), text.uppercased(), text.replacing(" ", with: ""),
            text.replacing(" ", with: "  "), text.replacing(" ", with: "\t"),
            text.replacing(" ", with: ": "), text.replacing("\n", with: " \n"),
            text.replacing("account/001.txt", with: "account/002.txt"),
            text.replacing("account/001.txt", with: "Account/001.txt"),
            "00" + text, String(text.dropFirst(2)), " " + text, "\u{FEFF}" + text,
            "\(digits) \n" + rest, "\(digits)\n" + rest, "recipients \(digits)\n" + rest,
            "\(digits)\u{301} recipients\n" + rest, "\(digits) \u{301}recipients\n" + rest,
            "\(digits) recipients\u{0}\n" + rest, "\(digits.dropLast())g recipients\n" + rest,
        ]
        for other in texts { #expect(error(other, of: entries) == .salts, "\(other)") }
        var binary = entries
        binary[5].bytes[40] = 0xFF
        #expect(TestimonyTests.error(binary) == .salts)
    }

    @Test("more than 1,024 salts are refused")
    func tooMany() throws {
        let salts = (0..<1024).map { Samples.salt($0) }
        let most = SaltList(parts: [], decoys: salts)
        #expect(try SaltList(parsing: most.encoded) == most)
        let more = SaltList(parts: [("a", Samples.salt(1024))], decoys: salts)
        #expect(throws: TestimonyError.salts) { try SaltList(parsing: more.encoded) }
    }
}
