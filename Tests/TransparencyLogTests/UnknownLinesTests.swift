import TestSupport
import Testing

@testable import TransparencyLog

@Suite("Lines that a reader does not know")
struct UnknownLinesTests {
    /// What is read behind the keys of a kind: `list`, of which there is none here, and `key`.
    func finish(_ lines: [String]) throws(NoteError) -> UnknownLines {
        let text = "kind/v1\nkey: 1\n" + lines.map { "\($0)\n" }.joined()
        var reader = try NoteLines(text, expecting: "kind/v1")
        _ = reader.values(for: "list")
        _ = try reader.value(for: "key")
        return try reader.finish()
    }

    /// `x: aaa…`, of so many bytes.
    static func line(byteCount: Int) -> String {
        "x: " + String(repeating: "a", count: byteCount - 3)
    }

    static let longestKey = "a" + String(repeating: "-9", count: 15) + "z"

    static let good = [
        "x: 1", "more: a: b", "more:  ", "x-1: ҷавоб", "x: \u{301}", "keys: 1", "ke: 1",
        "list-2: 1",
        "a-: 1", "must-x: 1", "key9: key: 1", "x: kind/v1", "\(longestKey): 1",
    ]

    static let bad = [
        "", " ", "x", "x:", "x: ", "x:1", "x :1", "x : 1", ": 1", ":", " x: 1", "X: 1", "xY: 1",
        "x_y: 1", "x y: 1", "x.y: 1", "1x: 1", "-x: 1", "é: 1", "x\u{301}: 1", "x:\u{301} 1",
        "\(longestKey)z: 1", "key: 1", "key: 2", "list: 1", "kind/v1",
    ]

    @Test("lines behind the known ones are taken as they are", arguments: good)
    func taken(line: String) throws {
        for lines in [[line], [line, line], ["z: 1", line, "a: 1"]] {
            let unknown = try finish(lines)
            #expect(unknown.lines.map { Array($0.utf8) } == lines.map { Array($0.utf8) })
        }
    }

    @Test("a line of another form, or of a key that the kind has, is refused", arguments: bad)
    func refused(line: String) {
        for before in [[], ["x: 1"], ["must-x: 1", "x: 1"]] {
            for after in [[], ["x: 1"]] {
                let wanted = NoteError.unexpectedLine(number: before.count + 3, wanted: nil)
                #expect(throws: wanted) { try finish(before + [line] + after) }
            }
        }
    }

    @Test("at most 64 lines are taken, however long they are", arguments: [3 + 1, 1024])
    func count(byteCount: Int) throws {
        for count in [0, 1, 63, 64] {
            let lines = [String](repeating: Self.line(byteCount: byteCount), count: count)
            let unknown = try finish(lines)
            #expect(unknown.lines == lines)
        }
        let tooMany = [String](repeating: Self.line(byteCount: byteCount), count: 65)
        #expect(throws: NoteError.unexpectedLine(number: 67, wanted: nil)) { try finish(tooMany) }
    }

    @Test("a line has at most 1,024 bytes, whatever its characters are")
    func length() throws {
        let wide = "xx: " + String(repeating: "ж", count: 510)
        #expect(wide.utf8.count == 1024)
        for line in [Self.line(byteCount: 1023), Self.line(byteCount: 1024), wide] {
            let unknown = try finish([line])
            #expect(unknown.lines == [line])
        }
        for line in [Self.line(byteCount: 1025), "x" + wide, Self.line(byteCount: 100_000)] {
            #expect(throws: NoteError.unexpectedLine(number: 3, wanted: nil)) {
                try finish([line])
            }
        }
    }

    @Test("whoever adds lines may set a lower limit, and what is refused changes nothing")
    func adding() {
        var unknown = UnknownLines()
        for number in 1...16 {
            let isAdded = unknown.add("x: \(number)", besides: ["y"], limit: 16)
            #expect(isAdded)
        }
        let sixteen = unknown
        #expect(sixteen.lines.count == 16 && sixteen.lines.last == "x: 16")
        let isAdded = unknown.add("x: 17", besides: ["y"], limit: 16)
        #expect(!isAdded && unknown == sixteen)
        let isKnownAdded = unknown.add("y: 17", besides: ["y"])
        #expect(!isKnownAdded && unknown == sixteen)
        let isOtherAdded = unknown.add("y: 17", besides: ["x"])
        #expect(isOtherAdded && unknown.lines == sixteen.lines + ["y: 17"])
    }

    @Test(
        "the first key that begins with must- is one that has to be understood",
        arguments: [
            ([], nil), (["x: 1"], nil), (["x: must-y: 1"], nil), (["xmust-a: 1"], nil),
            (["must: 1"], nil), (["mus-t: 1"], nil), (["must-a: 1"], "must-a"),
            (["must-: 1"], "must-"), (["x: 1", "must-b: 1", "must-a: 1"], "must-b"),
        ] as [([String], String?)])
    func must(lines: [String], key: String?) throws {
        let unknown = try finish(lines)
        #expect(unknown.mustKey == key)
        if let key {
            #expect(throws: NoteError.needsNewer(key)) { try unknown.requireNone() }
        } else {
            #expect(throws: Never.self) { try unknown.requireNone() }
        }
    }

    @Test("a key that has to be understood is seen also in the last line that is taken")
    func mustAtTheEnd() throws {
        let unknown = try finish([String](repeating: "x: 1", count: 63) + ["must-x: 1"])
        #expect(unknown.mustKey == "must-x")
    }

    @Test("lines are compared byte for byte, not as they look")
    func lookAlikes() throws {
        let (composed, decomposed) = ("x: caf\u{E9}", "x: cafe\u{301}")
        #expect(composed == decomposed)
        let (one, other) = (try finish([composed]), try finish([decomposed]))
        #expect(one != other)
        #expect(Set([one, other]).count == 2)
    }

    /// What the page says, in other words.
    static func isSkipped(_ line: String) -> Bool {
        let bytes = Array(line.utf8)
        let letters = Array("abcdefghijklmnopqrstuvwxyz".utf8)
        let all = letters + Array("0123456789-".utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { return false }
        let (key, rest) = (Array(bytes[..<colon]), Array(bytes[(colon + 1)...]))
        guard let first = key.first, letters.contains(first), key.allSatisfy(all.contains) else {
            return false
        }
        let isKnown = [Array("key".utf8), Array("list".utf8)].contains(key)
        return key.count <= 32 && !isKnown && rest.first == UInt8(ascii: " ") && rest.count > 1
    }

    @Test("of any lines those are taken that the page describes, and no others")
    func property() {
        var generator = SeededGenerator(for: "unknown lines")
        let parts = ["a", "z", "key", "list", "0", "-", ":", " ", ": ", ": ", "X", "é", "\u{301}"]
        var (takenCount, refusedCount) = (0, 0)
        for _ in 0..<5_000 {
            let line = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                parts.randomElement(using: &generator) ?? ""
            }.joined()
            if Self.isSkipped(line) {
                takenCount += 1
                let unknown = try? finish([line])
                #expect(unknown.map { $0.lines.map { Array($0.utf8) } } == [Array(line.utf8)])
            } else {
                refusedCount += 1
                #expect(throws: NoteError.unexpectedLine(number: 3, wanted: nil), "\(line)") {
                    try finish([line])
                }
            }
        }
        #expect(takenCount > 50 && refusedCount > 50)
    }
}
