import Foundation
import SafeSodium
import Testing

@testable import Passphrases

@Suite("One form for one passphrase")
struct NormalisationTests {
    @Test(
        "composed and decomposed letters lead to one secret",
        arguments: [
            ("\u{439}\u{43E}\u{434}", "\u{438}\u{306}\u{43E}\u{434}"),
            ("ҳикоят\u{4E3}", "ҳикоят\u{438}\u{304}"), ("д\u{4EF}ст", "д\u{443}\u{304}ст"),
            ("\u{451}лка", "\u{435}\u{308}лка"), ("\u{E9}t\u{E9}", "e\u{301}te\u{301}"),
            ("\u{622}ب", "\u{627}\u{653}ب"), ("\u{1EC7}", "e\u{323}\u{302}"),
            ("\u{AC01}", "\u{1100}\u{1161}\u{11A8}"), ("\u{2126}", "\u{3A9}"),
            ("два слова", "два\u{A0}слова"), ("два слова", "два\u{2003}слова"),
        ])
    func pairs(composed: String, other: String) throws {
        #expect(Array(composed.utf8) != Array(other.utf8))
        #expect(try Array(secret(composed).utf8) == Array(secret(other).utf8))
        let made = try passphrase(other)
        #expect([UInt8](made.typed.bytes) == Array(other.utf8))
        #expect(try passphrase(composed).isSame(as: made))
    }

    @Test(
        "what differs stays different",
        arguments: [
            ("пароль", "Пароль"), ("елка", "ёлка"), ("ﬁ", "fi"), ("два слова", "два  слова"),
            ("слово", "слово "), ("کتاب", "كتاب"), ("Zebra cactus", "zebra cactus"),
        ])
    func differ(one: String, other: String) throws {
        #expect(try secret(one) != secret(other))
    }

    @Test(
        "the examples of the page",
        arguments: [
            (
                "Zebra  yo\u{2011}yo,\tcactus\u{A0}T-Shirt ", "zebra yo-yo cactus t-shirt"
            ),
            ("Zebra Cactus Velvet", "Zebra Cactus Velvet"),
            ("Zebra cactus velvet celery1", "Zebra cactus velvet celery1"),
            ("\u{438}\u{306}од\u{A0}Й", "йод Й"),
            (" zebra.cactus_velvet,celery", "zebra cactus velvet celery"),
            ("zebra cactus velvet Drop Down", "zebra cactus velvet drop-down"),
            ("zebra-cactus-velvet-felt-tip-yoyo", "zebra cactus velvet felt-tip yoyo"),
            ("\u{FEFF}zebra\u{200B} cac\u{AD}tus velvet celery", "zebra cactus velvet celery"),
            ("zebra cactus velvet down", "zebra cactus velvet down"),
            ("yo yo yo yo", "yo yo yo yo"),
            ("t shirt t shirt yo yo felt tip", "t-shirt t-shirt yo-yo felt-tip"),
            ("ZEBRA cactus velvet yo", "ZEBRA cactus velvet yo"), ("- - - -", "- - - -"),
        ])
    func examples(typed: String, form: String) throws {
        #expect(try secret(typed) == form)
    }

    @Test("generated words forgive capitals, spaces, tabs, hyphens and dots")
    func generated() throws {
        for _ in 0..<50 {
            let made = VaultPassphrase.generated()
            let text = made.revealed()
            #expect(try secret(text) == text)
            for typed in [
                text.uppercased(), text.capitalized, text + " ", "  " + text + "\u{A0}",
                text.replacing(" ", with: "  "), text.replacing(" ", with: "\t"),
                text.replacing(" ", with: "\u{A0}"), text.replacing(" ", with: "-"),
                text.replacing("-", with: "\u{2011}"), text.replacing(" ", with: ". "),
                text.replacing("-", with: " "), text.replacing(" ", with: "\u{2002}\u{200B}"),
            ] {
                #expect(try passphrase(typed).isSame(as: made), "\(typed)")
            }
            #expect(try !passphrase(text + "s s").isSame(as: made))
        }
    }

    @Test("every word of the list is found, and its forms are one")
    func wholeList() throws {
        #expect(WordList.words.count == 7776)
        for word in WordList.words {
            #expect(WordList.contains(Array(word.utf8)[...]))
            #expect(!WordList.contains(Array((word + "q").utf8)[...]))
        }
        for index in stride(from: 0, to: 7776, by: 50) {
            let word = WordList.words[index]
            let four = Array(repeating: String(word), count: 4)
            #expect(
                try secret(four.joined(separator: "-").uppercased()) == four.joined(separator: " "))
        }
    }

    @Test("bytes that are no text are refused, and say which")
    func refused() {
        let cases: [([UInt8], PassphraseProblem)] = [
            ([0xEF, 0xE0, 0xF0, 0xEE, 0xEB, 0xFC], .notUTF8), ([0xD0], .notUTF8),
            ([0xED, 0xA0, 0x80], .notUTF8), ([0xC0, 0x80], .notUTF8),
            ([0xF5, 0x80, 0x80, 0x80], .notUTF8),
            ([0x61, 0x00, 0x62], .nul), ([UInt8](repeating: 0x61, count: 1025), .tooLong),
        ]
        for (bytes, problem) in cases {
            var bytes = bytes
            #expect(throws: problem) { _ = try VaultPassphrase(wiping: &bytes) }
            #expect(bytes.isEmpty)
        }
    }
}
