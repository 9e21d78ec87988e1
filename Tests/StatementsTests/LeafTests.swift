import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("Leaves")
struct LeafTests {
    static let leaf = Leaf(
        .sealed, Samples.id(0x8C), Samples.hash(1), note: Samples.hash(5), at: Samples.time())

    /// The kinds of the page, in its order.
    static let known = [
        "sealed", "attached", "part", "enrolled", "handed-off", "received", "acknowledged",
        "opened", "renewed", "left", "lost", "receipted", "resealed", "shared", "exported",
        "destroyed",
    ]

    static let unknown = [
        "x", "-", "withdrawn", "sealed-", "parts", "note", String(repeating: "z", count: 32),
    ]

    func error(_ text: String) -> StatementError? {
        do {
            _ = try Leaf(parsing: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test("a leaf is the lines of the page")
    func format() {
        #expect(
            String(decoding: Self.leaf.encoded, as: UTF8.self) == """
                amanat-leaf/v1
                kind: sealed
                object: 8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c
                sha256: 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
                note: e77b9a9ae9e30b0dbdb6f510a264ef9de781501d7b6b92ae89eb059c5ab743db
                time: 2026-11-23T09:12:44Z

                """)
        let attached = Leaf(.attached, Samples.id(0x8C), Samples.hash(1), at: Samples.time())
        #expect(
            String(decoding: attached.encoded, as: UTF8.self) == """
                amanat-leaf/v1
                kind: attached
                object: 8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c8c
                sha256: 4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a
                time: 2026-11-23T09:12:44Z

                """)
    }

    @Test("the kinds that are known are those of the page")
    func knownKinds() {
        let kinds: [Leaf.Kind] = [
            .sealed, .attached, .part, .enrolled, .handedOff, .received, .acknowledged, .opened,
            .renewed, .left, .lost, .receipted, .resealed, .shared, .exported, .destroyed,
        ]
        #expect(kinds.map(\.name) == Self.known)
        #expect(Set(Leaf.Kind.known.map { $0.kind }) == Set(kinds))
        #expect(Leaf.Kind.known.allSatisfy { $0.text == Array($0.kind.name.utf8) })
    }

    @Test(
        "a leaf of any kind, also one that is not known, is read back byte for byte",
        arguments: known + unknown)
    func roundTrip(name: String) throws {
        let kind = try #require(Leaf.Kind(name))
        let leaf = try Leaf(parsing: Array(Samples.leafText(name).utf8))
        #expect(leaf.encoded == Array(Samples.leafText(name).utf8))
        #expect(leaf.kind == kind && leaf.object == Samples.id(1) && leaf.hash == Samples.hash(2))
        let namesNote = ["sealed", "part"].contains(name)
        #expect(leaf.note == (namesNote ? Samples.hash(3) : nil))
        #expect(leaf.time == Samples.time() && leaf.unknown.lines.isEmpty && !leaf.needsNewer)
        #expect(leaf.namesObject == ["sealed", "attached", "part"].contains(name))
        let made = Leaf(
            kind, Samples.id(1), Samples.hash(2), note: namesNote ? Samples.hash(3) : nil,
            at: .maximum)
        let read = try Leaf(parsing: made.encoded)
        #expect(read == made && read != leaf)
        #expect(read.encoded == made.encoded)
    }

    @Test(
        "a kind is 1 to 32 of the letters a to z and dashes",
        arguments: [
            "", "Sealed", "sealed2", "a b", "é", "sealed\u{301}", String(repeating: "z", count: 33),
            "hand_off", " sealed", "sealed ",
        ])
    func kinds(name: String) {
        #expect(Leaf.Kind(name) == nil)
        #expect(error(Samples.leafText(name)) == .note(.malformedValue(of: "kind")))
    }

    @Test(
        "a leaf whose lines are not exactly those of a leaf is refused",
        arguments: ["sealed", "attached", "part", "enrolled", "x"])
    func strictness(name: String) {
        let text = Samples.leafText(name)
        #expect(error(text) == nil)
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
        #expect(change("note: e7", "note: E7") == .note(.malformedValue(of: "note")))
        #expect(change("note: e7", "note: g7") == .note(.malformedValue(of: "note")))
        #expect(change("note: e7", "note: e") == .note(.malformedValue(of: "note")))
        #expect(change("note: e7", "note:  e7") == .note(.malformedValue(of: "note")))
        #expect(
            change("note: e7", "note: e77") == .note(.unexpectedLine(number: 6, wanted: "time")))
        #expect(change("2026-11-23", "2026-11-31") == .note(.malformedValue(of: "time")))
        #expect(change("09:12:44Z", "09:12:44z") == .note(.malformedValue(of: "time")))
        #expect(throws: StatementError.note(.unexpectedLine(number: 7, wanted: nil))) {
            try Leaf(parsing: Self.leaf.encoded + [0xFF])
        }
    }

    @Test("a record or part whose leaf names no note is refused", arguments: ["sealed", "part"])
    func missingNote(name: String) {
        let text = Samples.leafText(name)
        let line = "note: \(Samples.hash(3).hex)\n"
        let wanted = StatementError.note(.unexpectedLine(number: 5, wanted: "note"))
        for changed in ["", "note:\(Samples.hash(3).hex)\n", "Note: \(Samples.hash(3).hex)\n"] {
            #expect(error(text.replacing(line, with: changed)) == wanted, "\(changed)")
        }
        #expect(error(text.replacing(line, with: "note: \n")) == .note(.malformedValue(of: "note")))
        // Behind the time it is none.
        #expect(error(text.replacing(line, with: "") + line) == wanted)
        // Twice it is one too many, wherever the second stands.
        #expect(
            error(text.replacing(line, with: line + line))
                == .note(.unexpectedLine(number: 6, wanted: "time")))
        #expect(error(text + line) == .note(.unexpectedLine(number: 7, wanted: nil)))
    }

    @Test(
        "a leaf of another kind that names a note is refused",
        arguments: (known + unknown).filter { !["sealed", "part"].contains($0) })
    func noteInOthers(name: String) {
        let text = Samples.leafText(name)
        let line = "note: \(Samples.hash(3).hex)\n"
        #expect(
            error(text.replacing("time: ", with: line + "time: "))
                == .note(.unexpectedLine(number: 5, wanted: "time")))
        #expect(error(text + line) == .note(.unexpectedLine(number: 6, wanted: nil)))
        #expect(error(text + "x: 1\n" + line) == .note(.unexpectedLine(number: 6, wanted: nil)))
    }

    @Test("no leaf is made of a record without its note, or of anything else with one")
    func making() async {
        await #expect(processExitsWith: .failure) {
            _ = Leaf(.sealed, Samples.id(1), Samples.hash(2), at: Samples.time())
        }
        await #expect(processExitsWith: .failure) {
            _ = Leaf(
                .attached, Samples.id(1), Samples.hash(2), note: Samples.hash(3),
                at: Samples.time())
        }
    }

    @Test("whatever bytes are read as a leaf are written again as they were")
    func canonical() {
        var generator = SeededGenerator(for: "leaves")
        let additions = [
            "", "x: 1\n", "x: é\u{301}🦉\nmust-y: amanat-leaf/v1\nx: :  \n",
        ]
        for name in ["sealed", "attached", "enrolled", "withdrawn"] {
            for addition in additions {
                let bytes = Array((Samples.leafText(name) + addition).utf8)
                var acceptedCount = 0
                for position in bytes.indices {
                    for _ in 0..<20 {
                        var changed = bytes
                        changed[position] = generator.bytes(1)[0]
                        guard changed != bytes, let leaf = try? Leaf(parsing: changed) else {
                            continue
                        }
                        acceptedCount += 1
                        #expect(leaf.encoded == changed, "byte \(position) of \(name)")
                    }
                }
                #expect(acceptedCount > 0)
            }
        }
    }
}
