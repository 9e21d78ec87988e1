import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("Leaves")
struct LeafTests {
    static let leaf = Leaf(.sealed, Samples.id(0x8C), Samples.hash(1), at: Samples.time())

    static let known: [Leaf.Kind] = [
        .sealed, .attached, .enrolled, .handedOff, .received, .acknowledged, .opened,
    ]

    func error(_ text: String) -> StatementError? {
        do {
            _ = try Leaf(parsing: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("a leaf is the five lines of the page")
    func format() {
        #expect(
            String(decoding: Self.leaf.encoded, as: UTF8.self) == """
                amanat-leaf/v1
                kind: sealed
                object: 8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c
                sha256: 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
                time: 2026-11-23T09:12:44Z

                """)
        #expect(
            Self.known.map(\.name) == [
                "sealed", "attached", "enrolled", "handed-off", "received", "acknowledged",
                "opened",
            ])
    }

    @Test("a leaf of any kind, also one that is not known, is read back byte for byte")
    func roundTrip() throws {
        let unknown = ["x", "-", "withdrawn", String(repeating: "z", count: 32)]
        let kinds = Self.known + (try unknown.map { try #require(Leaf.Kind($0)) })
        for kind in kinds {
            let leaf = Leaf(kind, Samples.id(1), Samples.hash(2), at: .maximum)
            let read = try Leaf(parsing: leaf.encoded)
            #expect(read == leaf)
            #expect(read.encoded == leaf.encoded)
            #expect(read.namesObject == ["sealed", "attached"].contains(kind.name))
        }
    }

    @Test(
        "a kind is 1 to 32 of the letters a to z and dashes",
        arguments: [
            "", "Sealed", "sealed2", "a b", "é", "sealed\u{301}", String(repeating: "z", count: 33),
        ])
    func kinds(name: String) {
        #expect(Leaf.Kind(name) == nil)
    }

    @Test("a leaf whose lines are not exactly those of a leaf is refused")
    func strictness() {
        let text = String(decoding: Self.leaf.encoded, as: UTF8.self)
        for mistake in mistakes(in: text) {
            // `xkind` and the like are caught by the key, `kind: xsealed` would be another kind.
            #expect(error(mistake) != nil, "\(mistake)")
        }
    }

    @Test("values that no leaf has are refused, and named")
    func values() {
        let text = String(decoding: Self.leaf.encoded, as: UTF8.self)
        func change(_ old: String, _ new: String) -> StatementError? {
            error(text.replacing(old, with: new))
        }
        #expect(change("leaf/v1", "leaf/v2") == .note(.wrongKind(wanted: "amanat-leaf/v1")))
        #expect(change("sealed", "SEALED") == .note(.malformedValue(of: "kind")))
        #expect(change("object: 8c", "object: 8C") == .note(.malformedValue(of: "object")))
        #expect(change("object: 8c", "object: ") == .note(.malformedValue(of: "object")))
        #expect(change("sha256: 4b", "sha256: 4B") == .note(.malformedValue(of: "sha256")))
        #expect(change("2026-11-23", "2026-11-31") == .note(.malformedValue(of: "time")))
        #expect(change("09:12:44Z", "09:12:44z") == .note(.malformedValue(of: "time")))
        #expect(throws: StatementError.note(.unexpectedLine(number: 6, wanted: nil))) {
            try Leaf(parsing: Self.leaf.encoded + [0xFF])
        }
    }

    @Test("whatever bytes are read as a leaf are written again as they were")
    func canonical() {
        var generator = SeededGenerator(for: "leaves")
        let bytes = Self.leaf.encoded
        for position in bytes.indices {
            for _ in 0..<20 {
                var changed = bytes
                changed[position] = generator.bytes(1)[0]
                if let leaf = try? Leaf(parsing: changed) { #expect(leaf.encoded == changed) }
            }
        }
    }

    @Test("leaves that lie one after the other are parted again", arguments: [0, 1, 2, 100])
    func stretches(count: Int) throws {
        let leaves = (0..<count).map {
            Leaf(.attached, Samples.id(UInt8($0)), Samples.hash(UInt8($0)), at: Samples.time())
        }
        #expect(try Leaf.parse(stretch: leaves.flatMap(\.encoded)) == leaves)
    }

    @Test("a stretch that ends within a leaf, or has anything between two, is refused")
    func brokenStretches() {
        let bytes = Self.leaf.encoded
        for count in 1..<bytes.count {
            #expect(throws: StatementError.cutLeaf) {
                try Leaf.parse(stretch: bytes + bytes[..<count])
            }
        }
        for between in ["\n", " ", "x\n", "\n\n\n\n\n"] {
            #expect(throws: StatementError.self) {
                try Leaf.parse(stretch: bytes + Array(between.utf8) + bytes)
            }
        }
    }
}
