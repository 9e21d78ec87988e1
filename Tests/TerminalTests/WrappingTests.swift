import TestSupport
import Testing

@testable import Terminal

@Suite("Text in lines of a terminal")
struct WrappingTests {
    private func lines(_ text: String, _ columns: Int, hanging: Int = 0) -> [String] {
        Pager.Section(text, hanging: hanging).lines(columns: columns)
    }

    @Test(
        "lines end at white space, whatever the language",
        arguments: [
            (
                "Шаби чоршанбе моро аз кӯча бурданд", 14,
                ["Шаби чоршанбе", "моро аз кӯча", "бурданд"]
            ),
            ("нас увезли ночью", 11, ["нас увезли", "ночью"]),
            ("می‌خواهم شهادت بدهم", 12, ["می‌خواهم", "شهادت بدهم"]),
            ("שלום לך", 4, ["שלום", "לך"]), ("one two", 7, ["one two"]),
            ("one two", 6, ["one", "two"]),
            ("水曜日の夜、私", 10, ["水曜日の", "夜、私"]), ("水曜日の夜、私", 12, ["水曜日の夜、", "私"]),
            ("日本「水」", 6, ["日本", "「水」"]), ("a\n\nb", 9, ["a", "", "b"]), ("a\n", 9, ["a"]),
            ("", 9, [""]),
            ("a   b", 3, ["a", "b"]), ("  a b", 3, ["  a", "b"]), ("a\tb", 9, ["a       b"]),
            ("a\u{A0}b c", 4, ["a\u{A0}b", "c"]), ("a-b-c d", 5, ["a-b-c", "d"]),
        ])
    func usual(text: String, columns: Int, expected: [String]) {
        #expect(lines(text, columns) == expected)
    }

    @Test(
        "numbers stay whole: a run of groups where it fits a line, else each group",
        arguments: [
            ("call +992 93 123 45 67 now", 20, ["call", "+992 93 123 45 67", "now"]),
            ("about 1 234 567 people", 14, ["about", "1 234 567", "people"]),
            ("69873 66428 69691 54535", 12, ["69873 66428", "69691 54535"]),
            ("69873 66428 69691", 11, ["69873 66428", "69691"]),
            ("69873 66428", 10, ["69873", "66428"]),
            ("in 2019. 5 people", 9, ["in 2019.", "5 people"]),
            ("a 12  345", 8, ["a 12", "345"]),
            ("۱۲ ۳۴۵ نفر", 7, ["۱۲ ۳۴۵", "نفر"]),
            ("tel 8 (495) 123-45-67 x", 18, ["tel", "8 (495) 123-45-67", "x"]),
        ])
    func numbers(text: String, columns: Int, expected: [String]) {
        #expect(lines(text, columns) == expected)
    }

    @Test("an id, a device and a file name stay whole at 40 columns, under a field's name too")
    func fields() {
        let id = String(repeating: "0123456789abcdef", count: 2)
        for word in [id, "amanat/" + id, String(repeating: "x", count: 39)] {
            let found = lines("Device:    " + word + " and more", 40, hanging: 11)
            #expect(
                found.contains { $0.trimmingPrefix(while: { $0 == " " }).hasPrefix(word) },
                "\(found)")
            #expect(found.allSatisfy { columns(of: $0) <= 40 })
            #expect(found.dropFirst().allSatisfy { $0.hasPrefix(" ") }, "looks like a field")
        }
        let quoted = Pager.Section("amanat/" + id, isQuoted: true).lines(columns: 40)
        #expect(quoted == ["│amanat/" + id])
    }

    @Test(
        "a letter and its marks, a flag and a family are not taken apart, even in a word wider than the line",
        arguments: [
            "e\u{301}\u{302}", "\u{1F1F9}\u{1F1EF}", "\u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467}",
            "\u{1F44B}\u{1F3FD}", "\u{1112}\u{1161}\u{11AB}", "की", "水", "❤\u{FE0F}",
            "م\u{64E}\u{651}",
        ])
    func clusters(unit: String) {
        let text = String(repeating: unit, count: 50)
        for width in 6...13 {
            let found = lines(text, width)
            #expect(found.joined() == text)
            #expect(found.allSatisfy { $0.hasPrefix(unit) && $0.hasSuffix(unit) })
        }
    }

    @Test("a word wider than any line keeps the indent; one that fits moves to the left")
    func longWords() {
        let long = String(repeating: "y", count: 90)
        #expect(
            lines("a: " + long, 40, hanging: 10).dropFirst().allSatisfy {
                $0.hasPrefix("          y")
            })
        #expect(lines("a: " + long.prefix(39), 40, hanging: 10) == ["a:", " " + long.prefix(39)])
        #expect(
            lines("words: " + long.prefix(30), 36, hanging: 5) == [
                "words:", "     " + long.prefix(30),
            ])
        #expect(lines("a b 水水", 3, hanging: 1) == ["a b", " 水", " 水"])
    }

    private static let pieces = [
        "Лола", "гуфт", "қӯрғон", "testimony", "می‌خواهم", "שָׁלוֹם", "水曜日", "「夜」", "、",
        "\u{1F468}\u{200D}\u{1F469}",
        "\u{1F1F9}\u{1F1EF}\u{1F1F9}", "\u{1F44B}\u{1F3FD}", "12345", "+992", "67", "(495)", "-",
        "—", " ", " ", " ", "  ",
        "\t", "\n", "\r\n", "\r", "\u{2028}", "\u{A0}", "\u{200B}", "\u{AD}", "\u{FEFF}", "\u{301}",
        "\u{336}\u{336}\u{336}",
        "\u{200D}", "\u{200F}", "\u{202E}", "\u{1B}[2J", "\u{E000}", "क्षि", "\u{3000}", "❤\u{FE0F}",
        "x", "amanat/00ff",
        String(repeating: "\u{336}", count: 12), "ᄒ\u{1161}",
    ]

    @Test("lines together are the text, and none is wider than the columns")
    func properties() {
        var generator = SeededGenerator(for: "wrapping")
        for _ in 0..<2000 {
            let count = Int.random(in: 0...40, using: &generator)
            let text = (0..<count).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
                .joined()
            let width = Int.random(in: 3...50, using: &generator)
            let hanging = Int.random(in: 0...12, using: &generator)
            var wrapped = WrappedText(text, columnCount: width, hanging: hanging)
            wrapped.findAll()
            var rejoined = ""
            for line in wrapped.lines.indices {
                rejoined.unicodeScalars += text.unicodeScalars[wrapped.range(of: line)]
                let drawn = wrapped.drawn(line)
                #expect(columns(of: drawn) <= width, "\(drawn.debugDescription) at \(width)")
                #expect(!drawn.contains { $0.isNewline })
            }
            #expect(Array(rejoined.utf8) == Array(text.utf8))
        }
    }

    @Test(
        "what stands for too many marks goes to the next line where this one is full",
        arguments: ["\u{1F44B}\u{1F3FD}", "\u{1F468}\u{200D}\u{1F469}", "水水", "yyyy"])
    func marksAtTheEnd(letters: String) {
        let text = letters + String(repeating: "\u{336}", count: 40)
        for width in 1...6 {
            var wrapped = WrappedText(text, columnCount: width)
            wrapped.findAll()
            for line in wrapped.lines.indices where width > 3 {
                #expect(columns(of: wrapped.drawn(line)) <= width)
            }
            #expect(wrapped.place == text.endIndex)
        }
    }

    @Test("words that fit a line are not broken")
    func words() {
        var generator = SeededGenerator(for: "whole words")
        for _ in 0..<500 {
            let words = (0..<30).map { _ in
                String(repeating: "ӣ", count: Int.random(in: 1...38, using: &generator))
            }
            for width in [40, 60, 80] {
                let found = lines(words.joined(separator: " "), width, hanging: 4)
                #expect(found.flatMap { $0.split(separator: " ").map(String.init) } == words)
            }
        }
    }

    @Test(
        "400 kB without a space, or of anything else, are laid out in time that grows with them",
        .timeLimit(.minutes(1)),
        arguments: [
            "a", "ӯ", "水", "\u{1F1F9}", "\u{336}", "\u{200B}", "\u{200D}", " ", "\t", "\n", "1 ",
            "a\u{A0}",
            "\u{1F468}\u{200D}", "  \u{336}", "- ",
        ])
    func large(unit: String) {
        let text = String(repeating: unit, count: 400_000 / unit.utf8.count)
        var wrapped = WrappedText(text, columnCount: 40)
        wrapped.findAll()
        #expect(wrapped.place == text.endIndex)
    }
}
