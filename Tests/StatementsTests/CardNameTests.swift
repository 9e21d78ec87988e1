import Testing

@testable import Statements

@Suite("Pseudonyms")
struct CardNameTests {
    @Test(
        "names that people have are accepted",
        arguments: [
            "A", "Лола", "Ҷамшед Қосимов", "Ғафур", "فاطمه", "نام\u{200C}خانوادگی", "زهرا احمدی",
            "علی‌رضا", "Мадина-2", "O'Brien", "名前", "Ὀδυσσεύς", "e\u{301}tude", "🦉",
            "👩\u{200D}🌾", "1", "a  b", String(repeating: "ж", count: 64),
            String(repeating: "🦉", count: 64), String(repeating: "e\u{301}", count: 32),
        ])
    func acceptable(name: String) throws {
        #expect(Card.isAcceptable(name: name))
        let card = try Samples.card(name: name)
        #expect(Array(try Card(parsing: card.encoded).name.utf8) == Array(name.utf8))
    }

    @Test(
        "names that are empty, too long, or not to be seen as they are, are refused",
        arguments: [
            "", " ", "\u{A0}", "\u{3000}", " a", "a ", "\u{A0}a", "a\u{3000}", "\ta", "a\n", "a\nb",
            "a\r\nb",
            "a\u{0}b", "a\u{7F}b", "a\u{85}b", "a\u{1B}[31mb", "a\u{9B}31mb",
            "a\u{202E}b", "a\u{202A}b", "a\u{2066}b", "a\u{2069}b", "a\u{200E}b", "a\u{200F}b",
            "a\u{61C}b", "a\u{200B}b", "a\u{AD}b", "a\u{FEFF}b", "\u{FEFF}a", "a\u{2060}b",
            "a\u{E0041}b", "a\u{2028}b", "a\u{2029}b", "a\u{E000}b", "a\u{F0000}b", " \u{301}a",
            String(repeating: "a", count: 65), String(repeating: "🦉", count: 65),
            String(repeating: "e\u{301}", count: 33),
        ])
    func unacceptable(name: String) {
        #expect(!Card.isAcceptable(name: name), "\(name.unicodeScalars.map(\.value))")
        #expect(throws: StatementError.unacceptableName) { try Samples.card(name: name) }
    }

    // Some letters join what comes behind them into one character, also a space.
    @Test(
        "a space at the end is seen also behind a letter that it joins to",
        arguments: ["Лола\u{0D4E} ", "a\u{111C2}\u{2003}"])
    func joinedSpace(name: String) {
        #expect(!Card.isAcceptable(name: name))
    }
}
