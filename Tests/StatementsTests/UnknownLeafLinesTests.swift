import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("Lines of a leaf that a later version added")
struct UnknownLeafLinesTests {
    static let kinds = ["sealed", "attached", "part", "enrolled", "withdrawn"]

    func error(_ bytes: [UInt8]) -> StatementError? {
        do {
            _ = try Leaf(parsing: bytes)
            return nil
        } catch {
            return error
        }
    }

    /// What a leaf is refused with whose lines behind the time are none.
    func refusal(_ name: String) -> StatementError {
        let namesNote = ["sealed", "part"].contains(name)
        return .note(.unexpectedLine(number: namesNote ? 7 : 6, wanted: nil))
    }

    /// Lines of so many bytes together, ends included.
    func filling(_ byteCount: Int) -> [String] {
        var lines: [String] = []
        var left = byteCount
        while left > 0 {
            let count = min(left, 1000)
            lines.append("x: " + String(repeating: "a", count: count - 4))
            left -= count
        }
        return lines
    }

    @Test("they are kept as they are, and written again byte for byte", arguments: kinds)
    func kept(name: String) throws {
        let additions = [
            ["x: 1"], ["x: 1", "x: 1"], ["z: 1", "a:  2 "], ["x: ҷавоб", "x: \u{301}"],
            ["x: amanat-leaf/v1"], ["kinds: sealed"], ["must-ask: 1", "x: 1"],
        ]
        let plain = try Leaf(parsing: Array(Samples.leafText(name).utf8))
        for lines in additions {
            let bytes = Array(Samples.leafText(name, lines).utf8)
            let leaf = try Leaf(parsing: bytes)
            #expect(leaf.unknown.lines.map { Array($0.utf8) } == lines.map { Array($0.utf8) })
            #expect(leaf.encoded == bytes)
            #expect(leaf.kind == plain.kind && leaf.object == plain.object)
            #expect(leaf.hash == plain.hash && leaf.note == plain.note && leaf.time == plain.time)
            // They are hashed with the rest, so it is another leaf.
            #expect(leaf != plain)
        }
    }

    @Test("there are at most 16 of them", arguments: kinds)
    func count(name: String) throws {
        for count in [1, 15, 16] {
            let lines = (0..<count).map { "x: \($0)" }
            let bytes = Array(Samples.leafText(name, lines).utf8)
            let leaf = try Leaf(parsing: bytes)
            #expect(leaf.unknown.lines == lines)
            #expect(leaf.encoded == bytes)
        }
        for count in [17, 64, 100] {
            let lines = (0..<count).map { "x: \($0)" }
            #expect(error(Array(Samples.leafText(name, lines).utf8)) == refusal(name))
        }
    }

    @Test("a leaf has at most 4,096 bytes, and each of its lines 1,024", arguments: kinds)
    func length(name: String) throws {
        let least = Samples.leafText(name).utf8.count
        for byteCount in [4095, 4096] {
            let bytes = Array(Samples.leafText(name, filling(byteCount - least)).utf8)
            #expect(bytes.count == byteCount)
            let leaf = try Leaf(parsing: bytes)
            #expect(leaf.encoded == bytes)
        }
        for byteCount in [4097, 5000, 16_000] {
            let bytes = Array(Samples.leafText(name, filling(byteCount - least)).utf8)
            #expect(bytes.count == byteCount)
            #expect(error(bytes) == refusal(name))
        }
        for (byteCount, isTaken) in [(1023, true), (1024, true), (1025, false)] {
            let line = "x: " + String(repeating: "a", count: byteCount - 3)
            let found = error(Array(Samples.leafText(name, [line]).utf8))
            #expect(found == (isTaken ? nil : refusal(name)), "\(byteCount) bytes")
        }
    }

    @Test("lines that are none, or of a key that a leaf has, are refused", arguments: kinds)
    func refused(name: String) {
        let own = [
            "kind: sealed", "object: \(Samples.id(1))", "sha256: \(Samples.hash(2).hex)",
            "note: \(Samples.hash(3).hex)", "note: 1", "time: \(Samples.time())", "time: 1",
        ]
        for line in own + linesThatAreNone {
            for lines in [[line], ["x: 1", line], [line, "x: 1"], ["must-x: 1", line, "x: 1"]] {
                #expect(
                    error(Array(Samples.leafText(name, lines).utf8)) == refusal(name), "\(lines)")
            }
        }
    }

    @Test("control characters in them are refused", arguments: 0..<0x20 as Range<UInt8>)
    func controlCharacters(character: UInt8) {
        for place in ["x: ", "x: a"] {
            let line = Array(place.utf8) + [character] + Array("b\n".utf8)
            #expect(error(Array(Samples.leafText("attached").utf8) + line) == refusal("attached"))
        }
    }

    @Test(
        "what is not UTF-8 is refused",
        arguments: [
            [0xFF], [0xC3], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80],
            [0xE2, 0x80],
        ] as [[UInt8]])
    func notUTF8(bytes: [UInt8]) {
        for name in Self.kinds {
            let start = Array(Samples.leafText(name, ["x: 1"]).utf8)
            #expect(error(start + Array("y: a".utf8) + bytes + Array("\n".utf8)) == refusal(name))
            #expect(error(start + Array("y: a".utf8) + bytes) == refusal(name))
        }
    }

    @Test("a line that is not ended is refused", arguments: kinds)
    func cut(name: String) {
        for lines in [["x: 1"], ["x: 1", "y: 2"]] {
            #expect(error(Array(Samples.leafText(name, lines).utf8.dropLast())) == refusal(name))
        }
        // Without the end of the time's line nothing may follow at all.
        for rest in ["x: 1\n", " x: 1\n", ""] {
            let text = Samples.leafText(name).dropLast() + rest
            #expect(error(Array(text.utf8)) == refusal(name))
        }
    }

    @Test(
        "a leaf with a line that must be understood is read, and says so",
        arguments: [
            ([], false), (["x: 1"], false), (["x: must-y: 1"], false), (["must: 1"], false),
            (["xmust-y: 1"], false), (["must-y: 1"], true), (["x: 1", "must-y: 1"], true),
        ] as [([String], Bool)])
    func needsNewer(lines: [String], needsNewer: Bool) throws {
        for name in Self.kinds {
            let bytes = Array(Samples.leafText(name, lines).utf8)
            let leaf = try Leaf(parsing: bytes)
            #expect(leaf.needsNewer == needsNewer)
            #expect(leaf.encoded == bytes)
            // Its object is stored all the same.
            #expect(leaf.namesObject == ["sealed", "attached", "part"].contains(name))
        }
    }

    // Leaves are compared where two histories of one log meet, and there only the bytes count.
    @Test("leaves whose lines only look the same are not the same leaf")
    func lookAlikes() throws {
        let leaves = try ["x: caf\u{E9}", "x: cafe\u{301}"].map {
            try Leaf(parsing: Array(Samples.leafText("attached", [$0]).utf8))
        }
        #expect(
            MerkleTree.leafHash(of: leaves[0].encoded)
                != MerkleTree.leafHash(of: leaves[1].encoded))
        #expect(leaves[0] != leaves[1])
        #expect(Set(leaves).count == 2)
    }
}
