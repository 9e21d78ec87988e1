import SafeSodium
import TestSupport
import Testing

@testable import Terminal

/// An editor without a screen.
private struct Page: ~Copyable {
    var state: EditorState

    init(_ text: String = "", columns: Int = 20, rows: Int = 5, limit: Int = 16 << 20) {
        let bytes = Array(text.utf8)
        state = EditorState(
            TypedText(bytes.span), columnCount: columns, rowCount: rows, maximumByteCount: limit)
    }

    var text: String { String(decoding: [UInt8](state.text.bytes), as: UTF8.self) }

    mutating func press(_ keys: Key...) {
        for key in keys { #expect(state.apply(key) == nil) }
    }

    mutating func type(_ text: String) {
        state.insert(Array(text.unicodeScalars))
    }

    /// The rows that are seen.
    mutating func rows() -> [String] {
        let seen = state.visibleRows().rows
        let bytes = [UInt8](state.text.bytes)
        return seen.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) }
    }

    mutating func cursor() -> (line: Int, column: Int) {
        let seen = state.visibleRows()
        return (seen.line, seen.column)
    }
}

@Suite("The editor's text")
struct EditorStateTests {
    @Test(
        "Backspace takes away one letter, with all of its marks",
        arguments: [
            ("кӯча", "кӯч"), ("и\u{304}", ""), ("шаҳрӣ", "шаҳр"), ("می\u{200C}روم", "می\u{200C}رو"),
            ("سَ", ""), ("e\u{301}e\u{301}", "e\u{301}"), ("👩‍👩‍👧", ""), ("👍🏽", ""), ("字", ""),
            ("a\n\u{301}", "a\n"), ("\n", ""), ("", ""),
        ])
    func backspace(text: String, left: String) {
        var page = Page(text)
        page.press(.backspace)
        #expect(page.text == left)
    }

    @Test("Delete takes away the letter behind the cursor")
    func delete() {
        var page = Page("ӯ\u{301}ба")
        page.press(.textStart, .delete)
        #expect(page.text == "ба")
        page.press(.textEnd, .delete)
        #expect(page.text == "ба")
    }

    @Test("a letter typed within the text stands where the cursor was")
    func insertion() {
        var page = Page("Лола")
        page.press(.left, .left)
        page.type("ӣ")
        #expect(page.text == "Лоӣла")
        page.press(.home)
        page.type("— ")
        #expect(page.text == "— Лоӣла")
        page.press(.end)
        page.type("!")
        #expect(page.text == "— Лоӣла!")
    }

    @Test("control characters never become part of the text")
    func controls() {
        var page = Page()
        page.type("a\u{0}\u{1B}\u{7}\u{7F}\u{9B}\u{FEFF}b\tc\u{85}d\u{2028}e")
        #expect(page.text == "ab    c\nd\ne")
        for scalar in (0..<0x20).map({ Unicode.Scalar(UInt8($0)) }) where scalar != "\n" {
            page.type(String(scalar))
        }
        #expect(!page.text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test("joiners and marks of direction, which Persian is written with, stay")
    func joiners() {
        var page = Page()
        page.type("می\u{200C}روم\u{200F} و\u{200D}")
        #expect(page.text == "می\u{200C}روم\u{200F} و\u{200D}")
    }

    @Test("words are passed and taken away whole, in every script")
    func words() {
        var page = Page("Шаби чоршанбе, моро бурданд")
        page.press(.deleteWord)
        #expect(page.text == "Шаби чоршанбе, моро ")
        page.press(.wordLeft, .wordLeft)
        page.type("|")
        #expect(page.text == "Шаби |чоршанбе, моро ")
        page.press(.wordRight)
        page.type("|")
        #expect(page.text == "Шаби |чоршанбе|, моро ")
    }

    @Test("rows break behind spaces, and between letters only where a word is longer than a row")
    func wrapping() {
        var page = Page("aaa bbb ccc dddddddddddddd e", columns: 8, rows: 9)
        #expect(page.rows() == ["aaa bbb ", "ccc ", "dddddddd", "dddddd e"])
        var wide = Page("字字字字字", columns: 5, rows: 9)
        #expect(wide.rows() == ["字字", "字字", "字"])
        var marked = Page("и\u{304}и\u{304}и\u{304}", columns: 2, rows: 9)
        #expect(marked.rows() == ["и\u{304}и\u{304}", "и\u{304}"])
        var spaces = Page("aaaa      bb", columns: 4, rows: 9)
        #expect(spaces.rows() == ["aaaa      ", "bb"])
    }

    @Test("up and down keep the column, also over shorter rows")
    func vertical() {
        var page = Page("12345\n1\n12345", columns: 20, rows: 5)
        page.press(.up)
        #expect(page.cursor() == (1, 1))
        page.press(.up)
        #expect(page.cursor() == (0, 5))
        page.press(.up)
        #expect(page.cursor() == (0, 5))
        page.press(.down, .down)
        #expect(page.cursor() == (2, 5))
    }

    @Test("the cursor is always seen, wherever it goes")
    func scrolling() {
        let text = (0..<100).map { "line \($0)" }.joined(separator: "\n")
        var page = Page(text, columns: 20, rows: 5)
        #expect(page.rows().last == "line 99")
        page.press(.pageUp)
        #expect(page.rows().contains("line 95"))
        page.press(.textStart)
        #expect(page.rows().first == "line 0")
        page.press(.pageDown, .down)
        #expect(page.cursor().line == 4)
        #expect(page.rows().last == "line 5")
    }

    @Test("another width keeps text and cursor")
    func resizing() {
        var page = Page("aaa bbb ccc ddd eee fff", columns: 12, rows: 2)
        page.press(.wordLeft)
        for columns in [40, 3, 2, 12, 1] {
            page.state.resize(columnCount: columns, rowCount: 3)
            #expect(page.state.cursor == 20)
            let cursor = page.cursor()
            #expect(cursor.line < 3)
        }
        page.type("|")
        #expect(page.text == "aaa bbb ccc ddd eee |fff")
    }

    @Test("more than there is room for is not taken, and that is said")
    func full() {
        var page = Page("1234", limit: 5)
        page.type("56")
        #expect(page.state.remark == .full)
        #expect(page.text == "1234")
        page.type("5")
        #expect(page.state.remark == nil || page.text == "12345")
        #expect(page.text == "12345")
    }

    @Test("keys that finish, stop and hide ask for it, and change nothing")
    func requests() {
        var page = Page("text")
        #expect(page.state.apply(.control("d")) == .finish)
        #expect(page.state.apply(.function(2)) == .finish)
        #expect(page.state.apply(.control("c")) == .stop)
        #expect(page.state.apply(.function(3)) == .stop)
        #expect(page.state.apply(.control("o")) == .hide)
        #expect(page.state.apply(.control("z")) == .hide)
        #expect(page.state.apply(.control("l")) == .redraw)
        #expect(page.text == "text")
    }

    @Test("rows that are corrected are those of a layout from nothing, after any keys")
    func layoutProperty() {
        var generator = SeededGenerator(for: "editor layouts")
        let pieces = [
            "a", "слово ", "ӣ", "字", "\n", " ", "e\u{301}", "می\u{200C}", "longlonglong ",
        ]
        let keys: [Key] = [
            .left, .right, .up, .down, .home, .end, .backspace, .delete, .wordLeft, .wordRight,
            .deleteWord, .pageUp, .pageDown, .textStart, .textEnd, .enter,
        ]
        for columns in [2, 7, 30] {
            var page = Page(columns: columns, rows: 4)
            for step in 0..<800 {
                if generator.next() % 3 == 0 {
                    page.press(keys[Int(generator.next() % UInt64(keys.count))])
                } else {
                    page.type(pieces[Int(generator.next() % UInt64(pieces.count))])
                }
                guard step % 20 == 0 else { continue }
                let (text, cursor, top) = (page.text, page.state.cursor, page.state.top)
                #expect(text.utf8.count == page.state.text.byteCount)
                var fresh = RowLayout(columnCount: columns)
                let expected = fresh.row(at: cursor, in: page.state.text)
                let seen = page.state.visibleRows()
                #expect(seen.rows.contains(expected), "step \(step)")
                #expect(fresh.row(at: top, in: page.state.text).start == top)
            }
        }
    }
}
