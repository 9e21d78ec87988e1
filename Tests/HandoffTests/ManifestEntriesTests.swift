import SafeSodium
import Statements
import Testing
import TransparencyLog

@testable import Handoff

@Suite("Notes and pieces in manifests")
struct ManifestEntriesTests {
    static let unit: UInt64 = 1 << 20
    static let hash = SHA256Hash(of: []).hex

    let device: Device

    init() throws { device = try Samples.devices().lola }

    /// What a manifest is refused with that lists these entries behind card, checkpoint and leaves.
    func error(_ entries: [String], sendsLeaves: Bool = true) -> StatementError? {
        let name = device.card.key.name
        let first = sendsLeaves ? ["card", "checkpoint", "leaves"] : ["card"]
        let lines = first.map { "\($0) 1 \(Self.hash)" } + entries
        let text = """
            amanat-manifest/v1
            bundle: \(Samples.bundle)
            by: \(name)
            log: \(name)
            time: \(Samples.time)
            to: \(Samples.fingerprint(1))
            leaves: \(sendsLeaves ? "0 1" : "0 0")

            """
        let signed = SignedNote(
            signing: text + lines.map { "entry: \($0)\n" }.joined(), as: name, with: device.key)
        do {
            let manifest = try Manifest(parsing: signed.encoded)
            let names = entries.map { String($0.prefix(while: { $0 != " " })) }
            #expect(manifest.entries.dropFirst(first.count).map(\.entry.name) == names)
            return nil
        } catch {
            return error
        }
    }

    // MARK: Notes

    /// A note of so many bytes.
    static func note(_ hash: SHA256Hash, _ byteCount: UInt64 = 1) -> String {
        "notes/\(hash.hex) \(byteCount) \(hash.hex)"
    }

    /// Different hashes, in their order.
    static func hashes(_ count: Int) -> [SHA256Hash] {
        (0..<count).map { SHA256Hash(of: [UInt8($0 % 256), UInt8($0 / 256)]) }
            .sorted { $0.hex < $1.hex }
    }

    @Test("notes come in ascending order, with and without leaves", arguments: [true, false])
    func order(sendsLeaves: Bool) {
        let hashes = Self.hashes(3)
        let notes = hashes.map { Self.note($0) }
        for good in [notes, Array(notes[..<2]), [notes[0], notes[2]], [notes[1]]] {
            #expect(error(good, sendsLeaves: sendsLeaves) == nil)
        }
        for bad in [
            [notes[1], notes[0]], Array(notes.reversed()), [notes[0], notes[2], notes[1]],
            [notes[0], notes[0]], [notes[0], notes[1], notes[0]],
            [notes[0], Self.note(hashes[0], 2)],
        ] {
            #expect(error(bad, sendsLeaves: sendsLeaves) == .contradiction(.entries), "\(bad)")
        }
    }

    @Test("notes stand behind a receipt, and before all objects and pieces")
    func place() {
        let note = Self.note(Self.hashes(1)[0])
        let receipt = ["receipt 1 \(Self.hash)", "receipt-checkpoint 1 \(Self.hash)"]
        let object = "objects/\(Samples.id(1)).age 1 \(Self.hash)"
        let piece = "pieces/\(Samples.id(2))/1048576-1048577 1 \(Self.hash)"
        for good in [receipt + [note, object, piece], [note, piece, object], [note, piece]] {
            #expect(error(good) == nil, "\(good)")
        }
        for bad in [
            [note] + receipt, [receipt[0], note, receipt[1]], [object, note], [piece, note],
            receipt + [object, note, piece], [note, object, note],
        ] {
            #expect(error(bad) == .contradiction(.entries), "\(bad)")
        }
    }

    @Test("a note whose name is not its hash is refused")
    func otherName() {
        let hashes = Self.hashes(2)
        for (name, hash) in [
            (hashes[0].hex, hashes[1].hex), (hashes[1].hex, hashes[0].hex),
            (hashes[0].hex, hashes[0].hex.uppercased()),
        ] {
            for before in [[], [Self.note(hashes[0])]] {
                #expect(
                    error(before + ["notes/\(name) 1 \(hash)"])
                        == .note(.malformedValue(of: "entry")))
            }
        }
    }

    @Test("a bundle has at most 1,000 notes")
    func count() {
        let notes = Self.hashes(1001).map { Self.note($0) }
        #expect(error(Array(notes[..<1000])) == nil)
        #expect(error(Array(notes[1...])) == nil)
        #expect(error(notes) == .contradiction(.entries))
        #expect(error(notes, sendsLeaves: false) == .contradiction(.entries))
    }

    @Test("a note has at most 4 MiB")
    func length() {
        let hash = Self.hashes(1)[0]
        for byteCount in [0, 1, (4 << 20) - 1, 4 << 20] as [UInt64] {
            #expect(error([Self.note(hash, byteCount)]) == nil, "\(byteCount)")
        }
        for byteCount in [(4 << 20) + 1, 16 << 20, 1 << 46, UInt64(Int64.max)] as [UInt64] {
            #expect(
                error([Self.note(hash, byteCount)]) == .note(.malformedValue(of: "entry")),
                "\(byteCount)")
        }
    }

    @Test("the notes of a bundle have at most 16 MiB together")
    func totalLength() {
        func notes(_ byteCounts: [UInt64]) -> [String] {
            zip(Self.hashes(byteCounts.count), byteCounts).map { Self.note($0, $1) }
        }
        let most: UInt64 = 4 << 20
        let thousand = [UInt64](repeating: 16_777, count: 1000)
        let good: [[UInt64]] = [
            [most, most, most, most], [most, most, most, most, 0],
            [1, most - 1, most, most, most], thousand,
        ]
        for byteCounts in good { #expect(error(notes(byteCounts)) == nil) }
        let bad: [[UInt64]] = [
            [most, most, most, most, 1], [1, most, most, most, most],
            [2, most - 1, most, most, most], [most, most, most, most, most],
            thousand.map { $0 + 1 },
        ]
        for byteCounts in bad { #expect(error(notes(byteCounts)) == .contradiction(.entries)) }
        // What is no note does not count.
        let object = "objects/\(Samples.id(1)).age \(1 << 40) \(Self.hash)"
        #expect(error(notes([most, most, most, most]) + [object]) == nil)
    }

    // MARK: Pieces

    static func piece(_ offset: UInt64, _ total: UInt64, _ byteCount: UInt64) -> String {
        "pieces/\(Samples.id(1))/\(offset)-\(total) \(byteCount) \(hash)"
    }

    // Of 1, 2 and 3 MiB: 1_048_576, 2_097_152 and 3_145_728 bytes.
    static let goodPieces: [(offset: UInt64, total: UInt64, byteCount: UInt64)] = [
        (0, 2_097_152, 1_048_576),
        (1_048_576, 2_097_152, 1_048_576),
        (0, 2_097_153, 1_048_576),
        (0, 2_097_153, 2_097_152),
        (1_048_576, 2_097_153, 1_048_576),
        (1_048_576, 2_097_153, 1_048_577),
        (2_097_152, 2_097_153, 1),
        (0, 1_048_577, 1_048_576),
        (1_048_576, 1_048_577, 1),
        (1_048_576, 2_097_151, 1_048_575),
        (0, 70_368_744_177_664, 1_048_576),
        (70_368_743_129_088, 70_368_744_177_664, 1_048_576),
        (0, 70_368_744_177_664, 70_368_743_129_088),
    ]

    static let badPieces: [(offset: UInt64, total: UInt64, byteCount: UInt64)] = [
        // The offset is no multiple.
        (1, 2_097_152, 1_048_576),
        (1_048_575, 2_097_152, 1_048_576),
        (1_048_577, 2_097_152, 1_048_575),
        (524_288, 2_097_152, 1_048_576),
        (1, 2, 1),
        // The length is none, and it is not the last piece.
        (0, 2_097_152, 1),
        (0, 2_097_152, 1_048_575),
        (0, 3_145_728, 1_048_577),
        (1_048_576, 3_145_728, 1_048_577),
        (0, 2_097_153, 1_048_577),
        (0, 1_048_577, 1),
        // Nothing.
        (0, 2_097_152, 0),
        (1_048_576, 2_097_152, 0),
        (0, 1, 0),
        (0, 0, 0),
        // All of the object.
        (0, 2_097_152, 2_097_152),
        (0, 1_048_576, 1_048_576),
        (0, 1_048_577, 1_048_577),
        (0, 100, 100),
        (0, 1, 1),
        // Beyond its end.
        (0, 2_097_152, 3_145_728),
        (1_048_576, 2_097_152, 2_097_152),
        (1_048_576, 2_097_152, 1_048_577),
        (2_097_152, 2_097_153, 2),
        (2_097_152, 2_097_153, 1_048_576),
        (2_097_152, 2_097_152, 1_048_576),
        (2_097_152, 2_097_152, 0),
        (3_145_728, 2_097_152, 1_048_576),
        (1_048_576, 1_048_576, 0),
        (1_048_576, 1, 1),
        (1_048_576, 2_097_152, 9_223_372_036_854_775_807),
        (1_048_576, 2_097_152, 70_368_744_177_664),
        // No object has no bytes, or more than 2^46.
        (0, 0, 1_048_576),
        (1_048_576, 0, 1_048_576),
        (0, 70_368_744_177_665, 1_048_576),
        (0, 140_737_488_355_328, 1_048_576),
        (1_048_576, 9_223_372_036_854_775_807, 1_048_576),
        (140_737_488_355_328, 281_474_976_710_656, 1_048_576),
    ]

    @Test("a piece begins at a multiple of 1 MiB, and ends at one or with the object")
    func pieces() throws {
        for (offset, total, byteCount) in Self.goodPieces {
            #expect(error([Self.piece(offset, total, byteCount)]) == nil, "\(offset) \(total)")
            let piece = try #require(
                ObjectPiece(of: Samples.id(1), offset: offset, total: total))
            #expect(piece.object == Samples.id(1))
            #expect(piece.offset == offset && piece.total == total)
            #expect(piece.allows(byteCount: byteCount))
        }
        for (offset, total, byteCount) in Self.badPieces {
            #expect(
                error([Self.piece(offset, total, byteCount)])
                    == .note(.malformedValue(of: "entry")), "\(offset) \(total) \(byteCount)")
            let piece = ObjectPiece(of: Samples.id(1), offset: offset, total: total)
            #expect(piece?.allows(byteCount: byteCount) != true)
        }
    }

    @Test(
        "a piece has one name",
        arguments: [
            "00-2097152", "01048576-2097152", "0-02097152", "+0-2097152", "-0-2097152",
            " 0-2097152", "0-2097152-", "0--2097152", "0-2097152-1", "0_2097152", "0/2097152",
            "0", "0-", "-2097152", "-", "", "0-2097152/", "0-2097152.age", "0x0-2097152",
            "0-2097152\u{301}", "٠-2097152",
            "0-9223372036854775808", "0-18446744073709551617", "1e6-2097152",
        ])
    func names(range: String) {
        let id = Samples.id(1)
        #expect(BundleEntry(name: "pieces/\(id)/0-2097152") != nil)
        #expect(BundleEntry(name: "pieces/\(id)/\(range)") == nil)
        #expect(
            error(["pieces/\(id)/\(range) \(Self.unit) \(Self.hash)"])
                == .note(.malformedValue(of: "entry")))
    }

    @Test("a piece is of an object by its id")
    func ids() {
        let id = Samples.id(0xAB)
        #expect(BundleEntry(name: "pieces/\(id)/0-2097152") != nil)
        for start in [
            "pieces/\(id.hex.uppercased())", "pieces/\(id.hex.dropLast())", "pieces/\(id)0",
            "pieces/\(id).age", "pieces/", "pieces//\(id)", "piece/\(id)", "Pieces/\(id)",
            "pieces/../\(id)", "objects/\(id)", "pieces/\(SHA256Hash(of: [1]).hex)",
            "/pieces/\(id)",
        ] {
            #expect(BundleEntry(name: "\(start)/0-2097152") == nil, "\(start)")
        }
        #expect(BundleEntry(name: "pieces/\(id)") == nil)
    }

    @Test("pieces stand among the objects, only where leaves are sent, and none twice")
    func places() {
        let object = "objects/\(Samples.id(9)).age 1 \(Self.hash)"
        let other = "objects/\(Samples.id(8)).age 1 \(Self.hash)"
        let (first, last) = (
            Self.piece(0, Self.unit + 1, Self.unit), Self.piece(Self.unit, Self.unit + 1, 1)
        )
        for good in [
            [first], [last], [first, last], [object, first, last, other], [object, last],
        ] {
            #expect(error(good) == nil, "\(good)")
            #expect(error(good, sendsLeaves: false) == .contradiction(.entries), "\(good)")
        }
        for bad in [[first, first], [first, last, first], [first, object, first]] {
            #expect(error(bad) == .contradiction(.entries), "\(bad)")
        }
    }
}
