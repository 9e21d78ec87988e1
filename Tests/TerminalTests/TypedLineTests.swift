import Testing

@testable import Terminal

@Suite("Lines that are typed letter by letter")
struct TypedLineTests {
    /// What a line holds after keys; nil where it was ended.
    private func typed(_ keys: String, limit: Int = 100) -> String? {
        var line = TypedLine(limit: limit)
        defer { line.wipe() }
        for byte in keys.utf8 {
            if line.type(byte) == .ended { return nil }
        }
        return String(decoding: line.bytes, as: UTF8.self)
    }

    @Test(
        "Backspace takes one whole letter, with the marks on it",
        arguments: [
            ("ab", "a"), ("шӯ", "ш"), ("и\u{306}", ""), ("ши\u{306}", "ш"), ("س\u{64E}\u{651}", ""),
            ("a\u{1F600}", "a"), ("\u{301}", ""), ("", ""), ("می\u{200C}", "م"),
        ])
    func backspace(before: String, after: String) {
        #expect(typed(before + "\u{7F}").map { Array($0.utf8) } == Array(after.utf8))
        #expect(typed(before + "\u{8}").map { Array($0.utf8) } == Array(after.utf8))
    }

    @Test(
        "keys that are no letters leave nothing in the line",
        arguments: [
            "\u{1B}[A", "\u{1B}[1;5D", "\u{1B}OP", "\u{1B}[[B", "\u{1B}[3~", "\u{1B}[200~",
            "\u{1B}[201~",
            "\u{1B}\u{1B}[C", "\t", "\u{1}", "\u{C}", "\u{1B}x",
        ])
    func keys(key: String) {
        #expect(typed("a" + key + "b") == "ab")
    }

    @Test("an Escape by itself is none of the letters behind it")
    func escape() {
        var line = TypedLine(limit: 10)
        defer { line.wipe() }
        _ = line.type(0x1B)
        let isWaiting = line.isWaitingForMore
        #expect(isWaiting)
        line.settle()
        _ = line.type(UInt8(ascii: "["))
        let bytes = line.bytes
        #expect(bytes == [UInt8(ascii: "[")])
    }

    @Test("Ctrl-U takes all, Ctrl-W a word, Ctrl-C ends, Ctrl-D ends an empty line alone")
    func controls() {
        #expect(typed("a b\u{15}c") == "c")
        #expect(typed("ab cd  \u{17}") == "ab ")
        #expect(typed("ab\u{3}") == nil)
        #expect(typed("\u{4}") == nil)
        #expect(typed("a\u{4}b") == "ab")
    }

    @Test("of a line over the limit one byte more is kept, and it is known")
    func limit() {
        var line = TypedLine(limit: 3)
        defer { line.wipe() }
        var found: [Bool] = []
        for keys in ["abc", "de", "\u{7F}"] {
            for byte in keys.utf8 { _ = line.type(byte) }
            found.append(line.isTooLong)
        }
        let bytes = line.bytes
        #expect(found == [false, true, false])
        #expect(bytes == Array("abc".utf8))
    }

    @Test("steps tell the columns of a letter when it is whole, and of what went away")
    func columns() {
        var line = TypedLine(limit: 100)
        defer { line.wipe() }
        var steps: [TypedLine.Step] = []
        for key in ["宽", "и", "\u{306}", "\u{7F}", "\u{15}", "\u{15}"] {
            for byte in key.utf8 { steps.append(line.type(byte)) }
        }
        #expect(
            steps == [
                .nothing, .nothing, .added(from: 0, columns: 2), .nothing,
                .added(from: 3, columns: 1),
                .nothing, .added(from: 5, columns: 0), .removed(columns: 1), .removed(columns: 2),
                .nothing,
            ])
    }
}
