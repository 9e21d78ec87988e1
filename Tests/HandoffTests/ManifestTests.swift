import SafeSodium
import Statements
import Testing
import TransparencyLog

@testable import Handoff

@Suite("Manifests")
struct ManifestTests {
    let device: Device

    init() throws { device = try Samples.devices().lola }

    /// A manifest of everything, with a start of two set bits.
    func manifest(receipt: Bool = true) -> Manifest {
        var parcel = Parcel(objectCount: 2, earlierCount: 6)
        parcel.hasReceipt = receipt
        return parcel.draft(by: device).manifest
    }

    func error(_ text: String) -> StatementError? {
        guard SignedNote.isValid(text: text) else { return .note(.malformedNote) }
        let note = SignedNote(signing: text, as: device.card.key.name, with: device.key)
        do {
            let manifest = try Manifest(parsing: note.encoded)
            // What is taken is written again as it was.
            #expect(manifest.note.encoded == note.encoded)
            return nil
        } catch {
            return error
        }
    }

    @Test("a manifest is read back as it was signed", arguments: [true, false])
    func roundTrip(receipt: Bool) throws {
        let manifest = manifest(receipt: receipt)
        let read = try Manifest(parsing: manifest.note.encoded)
        #expect(read == manifest)
        #expect(read.leaves == 6..<9 && read.frontier.size == 6)
        #expect(read.writer == device.card.key.name && read.log == read.writer)
        #expect(!read.isRelayed)
        #expect(read.entries.map(\.entry.name).first == "card")
        #expect(read.entries.count == (receipt ? 7 : 5))
        #expect(read.hash == SHA256Hash(of: manifest.note.encoded))
    }

    @Test("recipients are written in ascending order, up to 64", arguments: [1, 2, 64])
    func recipients(count: UInt8) throws {
        let recipients = (0..<count).map(Samples.fingerprint)
        let manifest = Manifest(
            bundle: Samples.bundle, time: Samples.time, recipients: recipients, leaves: 0..<0,
            frontier: Frontier(), entries: [ListedEntry(.card, [1])], signedBy: device.key,
            as: device.card.key.name)
        #expect(try Manifest(parsing: manifest.note.encoded).recipients == recipients.sorted())
        let more = manifest.note.text.replacing(
            "leaves:", with: "to: \(Samples.fingerprint(200))\nleaves:")
        if count == 64 { #expect(error(more) == .note(.malformedValue(of: "to"))) }
    }

    @Test("leaves of a log that no frontier could be kept of are refused")
    func beyondTheLargestLog() throws {
        let most = Frontier.maximumSize
        for (start, isAccepted) in [(most - 1, true), (most, false)] {
            let hashes = [TreeHash](
                repeating: MerkleTree.emptyRoot, count: start.nonzeroBitCount)
            let frontier = try #require(Frontier(size: start, hashes: hashes))
            let manifest = Manifest(
                bundle: Samples.bundle, time: Samples.time, recipients: [Samples.fingerprint(1)],
                leaves: start..<start + 1, frontier: frontier,
                entries: [
                    ListedEntry(.card, [1]), ListedEntry(.checkpoint, [1]),
                    ListedEntry(.leaves, [1]),
                ], signedBy: device.key, as: device.card.key.name)
            let found = error(manifest.note.text)
            #expect(found == (isAccepted ? nil : .note(.malformedValue(of: "leaves"))))
        }
    }

    @Test(
        "lines that are dropped, doubled, unknown or out of place are refused, though they be signed"
    )
    func lines() {
        let text = manifest().note.text
        let lines = text.split(separator: "\n").map { "\($0)\n" }
        #expect(error(text) == nil)
        for index in lines.indices {
            var variants = [lines[..<index] + [lines[index], lines[index]] + lines[(index + 1)...]]
            variants.append(lines[...index] + ["\n"] + lines[(index + 1)...])
            variants.append(lines[...index] + ["More: 1\n"] + lines[(index + 1)...])
            // Behind the last line it is one that a later version added.
            if index < lines.count - 1 {
                variants.append(lines[...index] + ["more: 1\n"] + lines[(index + 1)...])
            }
            // Without one of several objects it is another manifest, and a good one.
            if !lines[index].contains("objects/") {
                variants.append(lines[..<index] + lines[(index + 1)...])
            }
            let swapsEqual = ["frontier", "entry: objects"].contains { kind in
                index > 0 && lines[index].hasPrefix(kind) && lines[index - 1].hasPrefix(kind)
            }
            if index > 0, !swapsEqual {
                var swapped = lines
                swapped.swapAt(index, index - 1)
                variants.append(swapped[...])
            }
            for variant in variants {
                #expect(error(variant.joined()) != nil, "\(variant.joined())")
            }
        }
    }

    @Test("values that no manifest has are refused, though they be signed")
    func values() {
        let manifest = manifest()
        let text = manifest.note.text
        let hash = manifest.frontier.hashes[0].base64
        let changes: [(String, String, NoteError)] = [
            ("manifest/v1", "manifest/v2", .wrongKind(wanted: "amanat-manifest/v1")),
            ("bundle: 5e", "bundle: 5E", .malformedValue(of: "bundle")),
            ("bundle: 5e", "bundle: 5", .malformedValue(of: "bundle")),
            ("time: 2026", "time: 1969", .malformedValue(of: "time")),
            ("leaves: 6 9", "leaves: 9 6", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: 6 6", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: 6", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: 6  9", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: 6 9 ", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: 06 9", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: -6 9", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: 6 9223372036854775808", .malformedValue(of: "leaves")),
            ("leaves: 6 9", "leaves: 7 9", .malformedValue(of: "frontier")),
            (hash, String(hash.dropLast()), .malformedValue(of: "frontier")),
            (hash, hash + "=", .malformedValue(of: "frontier")),
            ("card ", "card 0", .malformedValue(of: "entry")),
            ("card ", "card -", .malformedValue(of: "entry")),
            ("card ", "card  ", .malformedValue(of: "entry")),
            ("entry: card", "entry: Card", .malformedValue(of: "entry")),
            ("entry: card", "entry: ../card", .malformedValue(of: "entry")),
            ("entry: card", "entry: manifest", .malformedValue(of: "entry")),
            ("entry: card", "entry: end", .malformedValue(of: "entry")),
            ("objects/01", "objects/0G", .malformedValue(of: "entry")),
            ("objects/01", "objects/1", .malformedValue(of: "entry")),
            ("objects/01", "objects//01", .malformedValue(of: "entry")),
            (".age 1000 ", ".AGE 1000 ", .malformedValue(of: "entry")),
            (".age 1000 ", ".age 1152921504606846977 ", .malformedValue(of: "entry")),
            (".age 1000 ", ".age 1000 A", .malformedValue(of: "entry")),
            ("receipt-checkpoint 14 ", "receipt-checkpoint 16385 ", .malformedValue(of: "entry")),
            ("receipt 9 ", "receipt 33554433 ", .malformedValue(of: "entry")),
        ]
        for (old, new, wanted) in changes {
            #expect(error(text.replacing(old, with: new)) == .note(wanted), "\(new)")
        }
    }

    @Test("entries that do not belong together are refused, though they be signed")
    func entries() {
        let object = "objects/\(Samples.id(1)).age"
        let note = "notes/\(SHA256Hash(of: []).hex)"
        let sent = ["card", "checkpoint", "leaves"]
        let receipt = ["receipt", "receipt-checkpoint"]
        for (leaves, names) in [
            ("0 0", ["card"]), ("0 0", ["card"] + receipt), ("0 1", sent), ("0 1", sent + [object]),
            ("0 1", sent + receipt + [object]),
        ] {
            #expect(error(text(leaves, names)) == nil, "\(leaves) \(names)")
        }
        for names in [[note], receipt + [note]] {
            #expect(error(text("0 0", ["card"] + names)) == nil, "\(names)")
            #expect(error(text("0 1", sent + names + [object])) == nil, "\(names)")
        }
        for (leaves, names) in [
            ("0 0", []), ("0 0", sent), ("0 1", ["card"]), ("0 1", ["card", "leaves"]),
            ("0 1", ["card", "checkpoint"]), ("0 0", ["card", "receipt"]),
            ("0 0", ["card", "receipt-checkpoint"]), ("0 0", ["card", object]), ("0 0", [object]),
            ("0 1", ["checkpoint", "leaves"]), ("0 1", sent + [object, object]),
            ("0 1", ["card", "leaves", "checkpoint"]), ("0 1", sent + [object] + receipt),
            ("0 1", receipt + sent), ("0 1", ["card"] + sent),
            ("0 0", ["card"] + receipt.reversed()), ("0 0", [note]), ("0 0", [note, "card"]),
            ("0 0", ["card", note, note]), ("0 0", ["card", note, object]),
            ("0 0", ["card", note, "receipt", "receipt-checkpoint"]),
            ("0 1", ["card", note, "checkpoint", "leaves"]),
            ("0 1", ["card", "checkpoint", "leaves", object, note]),
        ] as [(String, [String])] {
            #expect(
                error(text(leaves, names))
                    == .contradiction(.entries),
                "\(leaves) \(names)")
        }
    }

    /// The text of a manifest that lists these entries, all of one byte that has the hash of none.
    func text(_ leaves: String, _ names: [String], log: String? = nil) -> String {
        let own = device.card.key.name
        let hash = SHA256Hash(of: []).hex
        let lines = manifest().note.text.split(separator: "\n").prefix(6)
        return lines.map { "\($0)\n" }.joined()
            .replacing("log: \(own)\n", with: "log: \(log ?? own)\n")
            + "leaves: \(leaves)\n" + names.map { "entry: \($0) 1 \(hash)\n" }.joined()
    }

    @Test("the card of another device is there exactly where its log is, and only with leaves")
    func logCards() throws {
        let other = try Samples.devices().stranger.card.key.name
        let object = "objects/\(Samples.id(1)).age"
        let note = "notes/\(SHA256Hash(of: []).hex)"
        let relayed = ["card", "log-card", "checkpoint", "leaves"]
        let receipt = ["receipt", "receipt-checkpoint"]
        for rest in [[], [object], receipt, receipt + [note, object]] {
            let names = relayed + rest
            #expect(error(text("0 1", names, log: other)) == nil, "\(names)")
            // Of the writer's own log, nobody else's card comes along.
            #expect(error(text("0 1", names)) == .contradiction(.entries), "\(names)")
            let without = names.filter { $0 != "log-card" }
            #expect(error(text("0 1", without)) == nil, "\(without)")
            #expect(error(text("0 1", without, log: other)) == .contradiction(.entries))
        }
        for (leaves, names) in [
            ("0 0", ["card", "log-card"]),
            ("0 0", ["card", "log-card", "receipt", "receipt-checkpoint"]),
            ("0 0", ["card"]), ("0 0", ["card", note]), ("0 0", relayed),
            ("0 1", ["card", "log-card"]),
            ("0 1", ["log-card", "card", "checkpoint", "leaves"]),
            ("0 1", ["card", "checkpoint", "log-card", "leaves"]),
            ("0 1", ["card", "checkpoint", "leaves", "log-card"]),
            ("0 1", ["log-card", "checkpoint", "leaves"]),
            ("0 1", ["card", "log-card", "log-card", "checkpoint", "leaves"]),
        ] as [(String, [String])] {
            #expect(
                error(text(leaves, names, log: other)) == .contradiction(.entries),
                "\(leaves) \(names)")
        }
        let read = try Manifest(
            parsing: SignedNote(
                signing: text("0 1", relayed, log: other), as: device.card.key.name,
                with: device.key
            ).encoded)
        #expect(read.writer == device.card.key.name && read.log == other && read.isRelayed)
    }

    // The page: a receipt goes together with its checkpoint, for one recipient.
    @Test("a receipt in a bundle for several is refused")
    func receiptForSeveral() {
        let other = "to: \(Samples.fingerprint(2))\n"
        let first = "to: \(Samples.fingerprint(1))\n"
        let both = [first, other].sorted().joined()
        #expect(error(manifest(receipt: false).note.text.replacing(first, with: both)) == nil)
        #expect(
            error(manifest(receipt: true).note.text.replacing(first, with: both))
                == .contradiction(.sharedReceipt))
    }

    @Test("one malformed recipient among good ones is refused, and not passed over")
    func malformedRecipient() {
        let text = manifest().note.text.replacing("leaves:", with: "to: x\nleaves:")
        #expect(error(text) == .note(.malformedValue(of: "to")))
    }

    @Test("the names of a bundle's entries are these, and no others")
    func names() throws {
        let hash = SHA256Hash(of: [1])
        let piece = try #require(
            ObjectPiece(of: Samples.id(0xAB), offset: 1 << 20, total: (1 << 20) + 5))
        let all: [(BundleEntry, String)] = [
            (.card, "card"), (.logCard, "log-card"), (.checkpoint, "checkpoint"),
            (.leaves, "leaves"), (.receipt, "receipt"), (.receiptCheckpoint, "receipt-checkpoint"),
            (.note(hash), "notes/\(hash.hex)"),
            (.object(Samples.id(0xAB)), "objects/\(Samples.id(0xAB)).age"),
            (.piece(piece), "pieces/\(Samples.id(0xAB))/1048576-1048581"),
        ]
        for (entry, name) in all {
            #expect(entry.name == name)
            #expect(BundleEntry(name: name) == entry)
        }
        for name in [
            "", "manifest", "end", "Card", "objects/", "objects/.age", "objects", "cards",
            "objects/\(Samples.id(0xAB))", "\(Samples.id(0xAB)).age",
            "objects/\(Samples.id(0xAB).hex.uppercased()).age", "objects/../card.age",
            "objects/\(Samples.id(0xAB)).age/", "object/\(Samples.id(0xAB)).age",
            "logcard", "log-cards", "Log-card", "notes", "notes/", "notes/\(hash.hex.dropLast())",
            "notes/\(hash.hex)0", "notes/\(hash.hex.uppercased())", "notes/\(hash.hex)/",
            "notes/\(hash.hex).age", "note/\(hash.hex)", "notes//\(hash.hex)", hash.hex,
            "notes/\(Samples.id(0xAB))", "must", "Must-x", "must_x", "xmust-x", "must-é", "must-x ",
            "must-x",
            "must-notes/A_b.9",
            "must-x/../card", "must-x//y", "must-x/", "must-\(String(repeating: "x", count: 96))",
        ] {
            #expect(BundleEntry(name: name) == nil, "\(name)")
        }
    }
}
