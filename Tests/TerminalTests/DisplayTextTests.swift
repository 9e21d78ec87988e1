import Terminal
import Testing

@Suite("What a screen makes of text from elsewhere")
struct DisplayTextTests {
    @Test(
        "what people write is shown as it is",
        arguments: [
            "Шаби чоршанбе моро аз кӯча бурданд: ҳама, ҷавон ва пир. Ғ ғ Қ қ Ӣ ӣ Ӯ ӯ",
            "Ночь на среду: «нас увезли», сказала она. Ёлка, Йод, й",
            "می‌خواهم شهادت بدهم. شبِ چهارشنبه ما را بردند؛ ۱۲۳۴ نفر", "כל הלילה, שָׁלוֹם",
            "They took us: \u{201C}all\u{201D}.",
            "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{1F1F9}\u{1F1EF}",
            "水曜日の夜、私たちは連れて行かれました。", "क्षत्रिय नमस्ते", "ภาษาไทย", "a\u{A0}b 1\u{202F}234", "a\tb\nc",
            "e\u{301} и\u{306} у\u{304}\u{301}", "\u{600}\u{661}\u{662} \u{6DD}\u{6F1}",
            "5\u{200F} ريال",
        ])
    func kept(text: String) {
        #expect(DisplayText.safe(text) == text)
    }

    @Test(
        "line ends of all systems are line ends; what is invisible and harmless is left out",
        arguments: [
            ("\u{FEFF}Лола\r\nгуфт\rки\n", "Лола\nгуфт\nки\n"),
            ("a\r\n\r\nb\r\r\nc", "a\n\nb\n\nc"),
            ("a\u{2028}b\u{2029}c\u{85}d\u{B}e\u{C}f", "a\nb\nc\nd\ne\nf"),
            ("пере\u{AD}нос", "перенос"),
            ("a\u{200B}b\u{2060}c\u{FEFF}d\u{180E}e\u{2062}f", "abcdef"),
        ])
    func dropped(text: String, shown: String) {
        #expect(DisplayText.safe(text) == shown)
    }

    @Test(
        "what could steer the screen, hide text or turn it round becomes a visible mark",
        arguments: Array(0...0x1F) + [0x7F, 0x80, 0x84, 0x86, 0x9B, 0x9D, 0x9F]
            + Array(0x202A...0x202E) + Array(0x2065...0x206F) + Array(0xFFF9...0xFFFB)
            + [
                0xE000, 0xF8FF, 0xF0000, 0xE0001, 0xE0020, 0xE007F, 0xFFFE, 0xFDD0, 0x378, 0x1D173,
                0x13430,
            ])
    func replaced(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        let shown = DisplayText.safe("a\(scalar)b")
        switch value {
        case 9: #expect(shown == "a\tb")
        case 10...13: #expect(shown == "a\nb")
        default: #expect(shown == "a\u{FFFD}b")
        }
    }

    @Test("a thousand marks on one letter become eight and one that says so")
    func marks() {
        let flood = String(repeating: "\u{336}", count: 1000)
        let eight = String(repeating: "\u{336}", count: 8)
        #expect(DisplayText.safe("a\(flood)b") == "a\(eight)\u{FFFD}b")
        #expect(DisplayText.safe("a\(eight)b\(eight)") == "a\(eight)b\(eight)")
        let joiners = String(repeating: "\u{200D}", count: 1000)
        #expect(DisplayText.safe("a\(joiners)b").unicodeScalars.count == 11)
    }

    @Test("a mark at the start of a line does not stand on what is not the text's")
    func leadingMark() {
        #expect(DisplayText.safe("\u{301}a\n\u{301}b") == "\u{25CC}\u{301}a\n\u{25CC}\u{301}b")
        #expect(DisplayText.quoted("\u{336}\u{336}a") == "\"a\"")
    }

    @Test(
        "a value from elsewhere is one line that cannot close its quotation marks",
        arguments: [
            ("Лола", "\"Лола\""),
            ("Лола\nSignature: verified", "\"Лола\u{FFFD}Signature: verified\""),
            ("a\r\nb", "\"a\u{FFFD}\u{FFFD}b\""), ("a\u{2028}b\u{85}c", "\"a\u{FFFD}b\u{FFFD}c\""),
            ("Нодира\" (verified)", "\"Нодира' (verified)\""),
            ("\u{201C}a\u{201D}\u{FF02}", "\"'a''\""),
            (
                "Лола                                   Signature: verified",
                "\"Лола Signature: verified\""
            ),
            ("a\t\u{A0}\u{3000}\u{2003}\u{3164}\u{2800}\u{115F}b", "\"a b\""), ("  a  ", "\"a\""),
            ("invoice\u{202E}gnp.exe", "\"invoice\u{FFFD}gnp.exe\""),
            ("x\u{1B}[2J", "\"x\u{FFFD}[2J\""),
            ("سارا", "\"سارا\"\u{200E}"), ("می‌خواهم", "\"می‌خواهم\"\u{200E}"),
            ("a\u{200F}b", "\"ab\""),
            ("", "\"\""), ("\u{200B}\u{AD}", "\"\""), ("e\u{301}.txt", "\"e\u{301}.txt\""),
        ])
    func quoted(value: String, shown: String) {
        #expect(DisplayText.quoted(value) == shown)
    }

    @Test(
        "a long value ends in an ellipsis, whatever it is made of",
        arguments: ["a", "水", "e\u{301}", "a "])
    func bounded(unit: String) {
        let line = DisplayText.line(String(repeating: unit, count: 400), limit: 40)
        #expect(line.hasSuffix("\u{2026}"))
        #expect(columns(of: line) <= 40 && columns(of: line) >= 38)
    }

    @Test("JSON on a terminal has escapes for what cannot be seen, and the same value")
    func json() {
        #expect(DisplayText.json(#"{"a":"Лола \n é 😀 水"}"#) == #"{"a":"Лола \n é 😀 水"}"#)
        #expect(
            DisplayText.json(
                "{\"a\":\"\u{202E}\u{9B}\u{7F}\u{FEFF}\u{AD}\u{200D}\u{2028}\u{A0}\u{3164}\"}")
                == #"{"a":"\u202e\u009b\u007f\ufeff\u00ad\u200d\u2028\u00a0\u3164"}"#)
        #expect(DisplayText.json("\"\u{E0041}\u{10FFFD}\"") == #""\udb40\udc41\udbff\udffd""#)
        #expect(DisplayText.json("\"\u{301}a\u{301}\"") == "\"\\u0301a\u{301}\"")
        let flood = DisplayText.json("\"a" + String(repeating: "\u{336}", count: 20) + "\"")
        #expect(flood.contains(#"\u0336"#) && columns(of: flood) == 3 + 12 * 6)
    }
}

/// Columns of a line as it is drawn.
func columns(of line: String) -> Int {
    line.unicodeScalars.reduce(0) { $0 + CharacterWidth.columnCount(of: $1) }
}
