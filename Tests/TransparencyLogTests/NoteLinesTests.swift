import Testing

@testable import TransparencyLog

@Suite("Lines of a note")
struct NoteLinesTests {
    @Test("keys are read in their order, once or many times, and to the end")
    func reading() throws {
        let text =
            "kind/v1\nlog: example.org/a\nobject: 1\nobject: a: b\nsize: 42\ntime: 2026-01-02T03:04:05Z\n"
        var lines = try NoteLines(text, expecting: "kind/v1")
        #expect(try lines.value(for: "log") == "example.org/a")
        #expect(lines.optionalValue(for: "size") == nil)
        #expect(lines.values(for: "object") == ["1", "a: b"])
        #expect(lines.values(for: "object").isEmpty)
        // A key of the kind is no unknown one, not even where it was passed over.
        #expect(throws: NoteError.unexpectedLine(number: 5, wanted: nil)) { try lines.finish() }
        #expect(try lines.number(for: "size") == 42)
        #expect(throws: NoteError.unexpectedLine(number: 6, wanted: "more")) {
            try lines.value(for: "more")
        }
        #expect(try lines.time(for: "time").secondsSince1970 == 1_767_323_045)
        let unknown = try lines.finish()
        #expect(unknown.lines.isEmpty)
        #expect(throws: NoteError.unexpectedLine(number: 7, wanted: "more")) {
            try lines.value(for: "more")
        }
    }

    @Test(
        "another kind, another version or a text without its last newline is refused",
        arguments: [
            "", "\n", "kind/v1", "kind/v2\n", "kind/v1 \n", "\nkind/v1\n", "kind/v1\r\n",
            "kind/v11\n",
        ])
    func kinds(text: String) {
        #expect(throws: NoteError.wrongKind(wanted: "kind/v1")) {
            try NoteLines(text, expecting: "kind/v1")
        }
    }

    @Test(
        "a line of another form or another key is named by its number",
        arguments: [
            "key value", "key:value", "key : value", "Key: v", "key: ", "key:", "", " key: v",
            "keys: v",
        ])
    func lines(line: String) throws {
        var lines = try NoteLines("kind/v1\nfirst: 1\n\(line)\n", expecting: "kind/v1")
        _ = try lines.value(for: "first")
        #expect(throws: NoteError.unexpectedLine(number: 3, wanted: "key")) {
            try lines.value(for: "key")
        }
    }

    @Test("a value keeps its bytes, also where it begins with a combining character")
    func combining() throws {
        var lines = try NoteLines("kind/v1\nkey: \u{301}x\n", expecting: "kind/v1")
        #expect(Array(try lines.value(for: "key").utf8) == Array("\u{301}x".utf8))
        try lines.finish()
    }

    @Test("a value of the wrong form is named by its key")
    func values() throws {
        var lines = try NoteLines("kind/v1\nsize: 042\ntime: now\n", expecting: "kind/v1")
        #expect(throws: NoteError.malformedValue(of: "size")) { try lines.number(for: "size") }
        #expect(throws: NoteError.malformedValue(of: "time")) { try lines.time(for: "time") }
    }

    @Test(
        "numbers are decimal, without signs or leading zeros, and below 2^63",
        arguments: [
            ("0", 0), ("7", 7), ("10", 10), ("9223372036854775807", UInt64(Int64.max)), ("", nil),
            ("00", nil), ("01", nil), ("+1", nil), ("-1", nil), ("-0", nil), (" 1", nil),
            ("1 ", nil), ("1_000", nil), ("0x10", nil), ("1.0", nil), ("1e3", nil), ("٣", nil),
            ("9223372036854775808", nil), ("99999999999999999999", nil),
        ])
    func numbers(text: String, number: UInt64?) {
        #expect(UInt64(strictDecimal: text) == number)
    }

    @Test("a number that its type cannot hold is refused")
    func narrowNumbers() {
        #expect(UInt8(strictDecimal: "255") == 255)
        #expect(UInt8(strictDecimal: "256") == nil)
        #expect(Int(strictDecimal: "256") == 256)
    }
}
