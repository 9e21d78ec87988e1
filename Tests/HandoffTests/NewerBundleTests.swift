import SafeSodium
import Statements
import Testing
import TransparencyLog

@testable import Handoff

@Suite("Bundles of later versions")
struct NewerBundleTests {
    let lola: Device
    let parcel = Parcel(objectCount: 2, earlierCount: 3)

    init() throws { lola = try Samples.devices().lola }

    func error(_ text: String) -> StatementError? {
        guard SignedNote.isValid(text: text) else { return .note(.malformedNote) }
        let note = SignedNote(signing: text, as: lola.card.key.name, with: lola.key)
        do {
            let manifest = try Manifest(parsing: note.encoded)
            #expect(manifest.note.encoded == note.encoded)
            return manifest.newerKey.map { .note(.needsNewer($0)) }
        } catch {
            return error
        }
    }

    /// A bundle of the parcel with more lines in its manifest, or more entries before its objects.
    func read(unknown: String = "", more: Entries = []) throws -> Reading {
        var contents: Entries = [
            ("card", lola.card.encoded), ("checkpoint", parcel.checkpoint(by: lola)),
            ("leaves", parcel.leaves.flatMap(\.encoded)),
        ]
        contents += more
        for (id, bytes) in parcel.objects {
            contents.append((name: "objects/\(id).age", bytes: bytes))
        }
        return try Reading(
            entries(
                contents, leaves: "\(parcel.before.size) \(parcel.behind.size)",
                frontier: parcel.before.hashes, unknown: unknown, by: lola))
    }

    // MARK: Lines

    @Test(
        "lines that a later version added are passed over, and kept as they were signed",
        arguments: [
            "x: 1\n", "x: 1\nx: 1\n", "entries: 1\n", "note: ҷавоб\n", "x: must-y: 1\n",
            String(repeating: "x: 1\n", count: 64),
        ])
    func unknown(addition: String) throws {
        let plain = try Manifest(parsing: parcel.draft(by: lola).manifest.note.encoded)
        #expect(error(plain.note.text + addition) == nil)
        let reading = try read(unknown: addition)
        #expect(reading.error == nil)
        let manifest = try #require(reading.preamble?.manifest)
        #expect(manifest.note.text.hasSuffix(addition))
        #expect(manifest.entries == plain.entries && manifest.leaves == plain.leaves)
        #expect(manifest.hash == SHA256Hash(of: manifest.note.encoded))
        #expect(manifest.hash != plain.hash)
        #expect(reading.objects.map(\.bytes) == parcel.objects.map(\.bytes))
    }

    @Test("lines that no version adds to a manifest are refused, though they be signed")
    func notUnknown() {
        let text = parcel.draft(by: lola).manifest.note.text
        let count = text.count { $0 == "\n" }
        let object = "objects/\(Samples.id(9)).age 1 \(SHA256Hash(of: []).hex)"
        let own = [
            "bundle: \(Samples.bundle)", "by: \(lola.card.key.name)", "log: \(lola.card.key.name)",
            "time: \(Samples.time)", "to: \(Samples.fingerprint(9))", "leaves: 3 6",
            "frontier: \(MerkleTree.emptyRoot.base64)",
        ]
        let none = [
            "", "x", "x:", "x: ", "x:1", "X: 1", " x: 1", "1x: 1",
            "\(String(repeating: "x", count: 33)): 1", "x: \(String(repeating: "x", count: 1022))",
        ]
        for line in own + none {
            for before in ["", "x: 1\n"] {
                let number = count + (before.isEmpty ? 1 : 2)
                #expect(
                    error(text + before + line + "\n")
                        == .note(.unexpectedLine(number: number, wanted: nil)), "\(line)")
            }
        }
        // One entry more belongs to the others, but not behind another line.
        #expect(error(text + "entry: \(object)\n") == nil)
        #expect(
            error(text + "x: 1\nentry: \(object)\n")
                == .note(.unexpectedLine(number: count + 2, wanted: nil)))
        #expect(
            error(text + String(repeating: "x: 1\n", count: 65))
                == .note(.unexpectedLine(number: count + 65, wanted: nil)))
    }

    @Test(
        "a bundle whose manifest has a line that must be understood is not used",
        arguments: ["must-ask: 1\n", "x: 1\nmust-ask: 1\n", "must-ask: 1\nmust-b: 2\n"])
    func must(addition: String) throws {
        let newer = StatementError.note(.needsNewer("must-ask"))
        #expect(newer.isNewer)
        #expect(error(parcel.draft(by: lola).manifest.note.text + addition) == newer)
        let reading = try read(unknown: addition)
        #expect(reading.bundleError == .statement(newer, in: .manifest))
        #expect(reading.preambles.isEmpty && reading.objects.isEmpty)
    }

    @Test("that a later version is needed is believed of whoever signed the manifest alone")
    func mustForged() throws {
        var contents: Entries = []
        contents.append(("card", try Samples.devices().stranger.card.encoded))
        let reading = try Reading(
            entries(contents, leaves: "0 0", frontier: [], unknown: "must-ask: 1\n", by: lola))
        #expect(reading.bundleError == .otherCard)
    }

    @Test("a line that must be understood is told before entries that are not known")
    func mustBesideEntries() {
        let text = parcel.draft(by: lola).manifest.note.text
        let entry = "entry: box 1 \(SHA256Hash(of: []).hex)\n"
        #expect(error(text + entry) == .note(.malformedValue(of: "entry")))
        #expect(error(text + entry + "must-ask: 1\n") == .note(.needsNewer("must-ask")))
    }

    // MARK: Entries

    @Test("a bundle with an entry that must be understood is not used, wherever it stands")
    func mustEntry() throws {
        let text = parcel.draft(by: lola).manifest.note.text
        let lines = text.split(separator: "\n").map { "\($0)\n" }
        let entry = "entry: must-x/y 1 \(SHA256Hash(of: []).hex)\n"
        let newer = StatementError.note(.needsNewer("must-x/y"))
        let first = try #require(lines.firstIndex(where: { $0.hasPrefix("entry: ") }))
        for index in first...lines.count {
            var changed = lines
            changed.insert(entry, at: index)
            #expect(error(changed.joined()) == newer, "line \(index)")
        }
        // The first one is told.
        let second = entry.replacing("must-x/y", with: "must-z")
        #expect(error(text + entry + second) == newer)
        #expect(error(text + second + entry) == .note(.needsNewer("must-z")))
        for byteCount in ["0", "\(1 << 46)"] {
            #expect(error(text + entry.replacing(" 1 ", with: " \(byteCount) ")) == newer)
        }
        let reading = try read(more: [("must-x/y", [1])])
        #expect(reading.bundleError == .statement(newer, in: .manifest))
        #expect(reading.preambles.isEmpty && reading.objects.isEmpty)
    }

    @Test("an entry that is not known and need not be understood is refused all the same")
    func unknownEntry() throws {
        let text = parcel.draft(by: lola).manifest.note.text
        for name in [
            "box", "boxes/1", "mustx", "must", "Must-x", "must-é", "must-x/..", "must-x//y",
        ] {
            #expect(
                error(text + "entry: \(name) 1 \(SHA256Hash(of: []).hex)\n")
                    == .note(.malformedValue(of: "entry")), "\(name)")
        }
        for bad in ["must-x 01", "must-x -1", "must-x", "must-x \((1 << 46) + 1)"] {
            #expect(
                error(text + "entry: \(bad) \(SHA256Hash(of: []).hex)\n")
                    == .note(.malformedValue(of: "entry")), "\(bad)")
        }
        let reading = try read(more: [("box", [1])])
        #expect(
            reading.bundleError
                == .statement(.note(.malformedValue(of: "entry")), in: .manifest))
    }

    // MARK: Cards and leaves

    @Test("a bundle whose card must be understood and is not, is not used")
    func mustCard() throws {
        let text = lola.card.note.text + "must-ask: 1\n"
        let card = SignedNote(signing: text, as: lola.card.key.name, with: lola.key).encoded
        let reading = try Reading(entries([("card", card)], by: lola))
        #expect(reading.bundleError == .statement(.note(.needsNewer("must-ask")), in: .card))
        #expect(reading.preambles.isEmpty)
        // One that its owner did not sign is forged, whatever stands in it.
        let signature = lola.card.encoded.dropFirst(lola.card.note.text.utf8.count)
        let forged = Array(text.utf8) + signature
        let other = try Reading(entries([("card", forged)], by: lola))
        let error = StatementError.note(.forged(by: lola.card.key.name))
        #expect(other.bundleError == .statement(error, in: .card))
    }

    @Test("leaves that must be understood come with their objects all the same")
    func mustLeaves() throws {
        var newer = parcel
        newer.leafLines = ["must-ask: 1"]
        let reading = Reading(try newer.archive(by: lola))
        #expect(reading.error == nil)
        let stretch = try #require(reading.preamble?.stretch)
        #expect(stretch.leaves.count == 3 && stretch.leaves.allSatisfy(\.needsNewer))
        #expect(reading.objects.map(\.bytes) == newer.objects.map(\.bytes))
        #expect(reading.objects.allSatisfy { $0.isIntact == true })
    }
}
