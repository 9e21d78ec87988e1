import SafeSodium
import TestSupport
import Testing
import TransparencyLog

@testable import Statements

@Suite("Leaves that lie one after the other")
struct LeafStretchTests {
    /// Leaves of 5 to 22 lines.
    static let leaves: [[UInt8]] = [
        Samples.leafText("sealed"), Samples.leafText("attached"),
        Samples.leafText("part", ["x: 1"]), Samples.leafText("enrolled", ["x: 1", "must-y: 2"]),
        Samples.leafText("withdrawn", (0..<16).map { "x: \($0)" }),
        Samples.leafText("sealed", (0..<16).map { "x: \($0)" }), Samples.leafText("x"),
    ].map { Array($0.utf8) }

    func parse(_ bytes: [UInt8]) throws(StatementError) -> [[UInt8]] {
        try Leaf.parse(stretch: bytes).map(\.encoded)
    }

    /// Lines as later versions may have them, also such as look like something else.
    static func lines(_ generator: inout SeededGenerator) -> [String] {
        let values = [
            "1", "amanat-leaf/v1", "kind: sealed", "é", "\u{301}", "🦉", "a  b", " ", "x: y",
            "— amanat/x AAAA",
        ]
        let keys = ["x", "amanat-leaf", "kinds", "must-x", "a-1", "notes"]
        return (0..<Int.random(in: 0...16, using: &generator)).map { _ in
            let key = keys.randomElement(using: &generator) ?? "x"
            return "\(key): \(values.randomElement(using: &generator) ?? "1")"
        }
    }

    static func leaf(_ generator: inout SeededGenerator) -> [UInt8] {
        let names = LeafTests.known + LeafTests.unknown
        let name = names.randomElement(using: &generator) ?? "x"
        return Array(Samples.leafText(name, lines(&generator)).utf8)
    }

    @Test("they are parted again, however many lines each of them has", arguments: [0, 1, 2, 100])
    func stretches(count: Int) throws {
        let leaves = (0..<count).map {
            Leaf(.attached, Samples.id(UInt8($0)), Samples.hash(UInt8($0)), at: Samples.time())
        }
        #expect(try Leaf.parse(stretch: leaves.flatMap(\.encoded)) == leaves)
        let mixed = (0..<count).map { Self.leaves[$0 % Self.leaves.count] }
        #expect(try parse(mixed.flatMap(\.self)) == mixed)
    }

    @Test("any leaves are parted again, and written again byte for byte")
    func property() throws {
        var generator = SeededGenerator(for: "stretches")
        for _ in 0..<200 {
            let count = Int.random(in: 0...12, using: &generator)
            let leaves = (0..<count).map { _ in Self.leaf(&generator) }
            let bytes = leaves.flatMap(\.self)
            let read = try parse(bytes)
            #expect(read == leaves, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("every two leaves are parted where the second begins")
    func pairs() throws {
        for first in Self.leaves {
            for second in Self.leaves {
                #expect(try parse(first + second) == [first, second])
            }
        }
    }

    @Test("a leaf is not parted where its first line is a value in it")
    func firstLineAsValue() throws {
        let leaf = Array(
            Samples.leafText(
                "sealed", ["x: amanat-leaf/v1", "amanat-leaf: amanat-leaf/v1", "y: amanat-leaf/v1"]
            ).utf8)
        #expect(try parse(leaf) == [leaf])
        #expect(try parse(leaf + leaf + leaf) == [leaf, leaf, leaf])
        // Where it is a line, the next leaf begins; and this is none.
        let text = Samples.leafText("sealed") + "amanat-leaf/v1\nx: 1\n"
        #expect(throws: StatementError.note(.wrongKind(wanted: "amanat-leaf/v1"))) {
            try parse(Array(text.utf8))
        }
    }

    @Test("a stretch that ends within a line is refused as cut", arguments: leaves)
    func cutLines(leaf: [UInt8]) {
        for before in [[], Self.leaves[0], Self.leaves[4]] {
            for count in 1..<leaf.count where leaf[count - 1] != UInt8(ascii: "\n") {
                #expect(throws: StatementError.cutLeaf, "\(count) bytes") {
                    try parse(before + leaf[..<count])
                }
            }
        }
    }

    /// Behind how many bytes a line ends, but for the last one.
    static func lineEnds(_ leaf: [UInt8]) -> [Int] {
        leaf.indices.dropLast().filter { leaf[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    // Behind its time a leaf may end at any line: that something is missing, only the root shows.
    @Test(
        "a stretch that ends between the lines of a leaf is refused up to its time",
        arguments: leaves)
    func cutBetweenLines(leaf: [UInt8]) throws {
        let known = String(decoding: leaf, as: UTF8.self).contains("\nnote: ") ? 6 : 5
        for before in [[], Self.leaves[0], Self.leaves[4]] {
            for (index, count) in Self.lineEnds(leaf).enumerated() {
                let cut = Array(leaf[..<count])
                if index + 1 < known {
                    #expect(throws: StatementError.self, "\(index + 1) lines") {
                        try parse(before + cut)
                    }
                } else {
                    #expect(try parse(before + cut) == (before.isEmpty ? [cut] : [before, cut]))
                    #expect(MerkleTree.leafHash(of: cut) != MerkleTree.leafHash(of: leaf))
                }
            }
        }
    }

    @Test("a stretch that begins within a leaf is refused", arguments: leaves)
    func beheaded(leaf: [UInt8]) {
        for count in 1..<leaf.count {
            #expect(throws: StatementError.self, "without \(count) bytes") {
                try parse(Array(leaf[count...]) + Self.leaves[0])
            }
        }
    }

    @Test("a stretch with anything between two leaves but lines of the first is refused")
    func between() throws {
        for leaf in Self.leaves {
            for between in ["\n", " ", "x\n", "\n\n\n\n\n", "x: 1\n\n", "\nx: 1\n", "x: 1", "\r\n"]
            {
                #expect(throws: StatementError.self, "\(between.debugDescription)") {
                    try parse(leaf + Array(between.utf8) + leaf)
                }
            }
        }
        let first = Self.leaves[0]
        let line = Array("x: 1\n".utf8)
        #expect(try parse(first + line + first) == [first + line, first])
    }

    @Test(
        "bytes that are no leaves are refused", arguments: ["\n", "x", "x\n", "\n\n", "\u{FEFF}\n"])
    func nonsense(text: String) {
        #expect(throws: StatementError.self) { try parse(Array(text.utf8)) }
        #expect(throws: StatementError.self) { try parse(Array(text.utf8) + Self.leaves[0]) }
        #expect(throws: StatementError.self) { try parse(Self.leaves[0] + Array(text.utf8)) }
    }

    @Test("whatever bytes are read as leaves are written again as they were")
    func canonical() {
        var generator = SeededGenerator(for: "bytes of stretches")
        let bytes = Self.leaves.flatMap(\.self)
        var acceptedCount = 0
        for position in bytes.indices {
            for _ in 0..<3 {
                var changed = bytes
                changed[position] = generator.bytes(1)[0]
                guard changed != bytes, let leaves = try? parse(changed) else { continue }
                acceptedCount += 1
                #expect(leaves.flatMap(\.self) == changed, "byte \(position)")
            }
        }
        #expect(acceptedCount > 0)
    }
}
