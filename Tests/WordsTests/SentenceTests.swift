import Testing

@testable import Words

@Suite("A sentence")
struct SentenceTests {
    private func lacking(_ name: String, _ count: Int) -> Sentence {
        Sentence("\(quoted: name) lacks \(count, "# object", "# objects")")
    }

    @Test("says each number with the form that goes with it", arguments: [0, 1, 2, 21])
    func english(_ count: Int) {
        let noun = count == 1 ? "object" : "objects"
        #expect(lacking("Lola", count).text() == "\"Lola\" lacks \(count) \(noun)")
    }

    @Test("has its English text as its key, whatever the values are")
    func key() {
        #expect(lacking("Lola", 1).key == "{1} lacks {2|# object|# objects}")
        #expect(lacking("Nodira", 5).key == lacking("Lola", 1).key)
    }

    @Test("takes three forms, another order, or only the number, in another language")
    func otherLanguage() {
        let russian = Language(
            "ru",
            sentences: [
                "{1} lacks {2|# object|# objects}":
                    "Нет {2|# объекта|# объектов|# объектов} у {1}"
            ]
        ) { number in
            number % 10 == 1 && number % 100 != 11
                ? 0 : (2...4).contains(number % 10) && !(12...14).contains(number % 100) ? 1 : 2
        }
        #expect(lacking("Lola", 1).text(in: russian) == "Нет 1 объекта у \"Lola\"")
        #expect(lacking("Lola", 3).text(in: russian) == "Нет 3 объектов у \"Lola\"")
        #expect(lacking("Lola", 11).text(in: russian) == "Нет 11 объектов у \"Lola\"")
    }

    @Test("is English where the language does not have it")
    func notTranslated() {
        let empty = Language("tg", sentences: [:]) { _ in 0 }
        #expect(Sentence("Nothing new.").text(in: empty) == "Nothing new.")
    }

    @Test("holds others, and values that look like places stay what they are")
    func nested() {
        let outer = Sentence("\(quoted: "{1}") was put aside: \(lacking("{2}|x}", 2))")
        #expect(outer.text() == "\"{1}\" was put aside: \"{2}|x}\" lacks 2 objects")
    }

    @Test("has no name that closes its quotation marks")
    func quoted() {
        #expect(Sentence("from \(quoted: "a\" b\u{201D}")").text() == "from \"a' b'\"")
    }

    @Test("groups the digits of a number, and chooses its form, where that is wanted")
    func grouped() {
        func letters(_ count: Int) -> String {
            Sentence("\(grouped: count, "# letter", "# letters")").text()
        }
        #expect(
            [0, 1, 999, 1000, 1_234_567].map(letters) == [
                "0 letters", "1 letter", "999 letters", "1,000 letters", "1,234,567 letters",
            ])
    }

    @Test(
        "has sizes in the unit that is read best",
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (1023, "1023 bytes"), (1024, "1.0 KiB"),
            (1075, "1.0 KiB"), (1076, "1.1 KiB"), (1 << 20, "1.0 MiB"), (5 << 29, "2.5 GiB"),
            (1 << 40, "1.0 TiB"), (1 << 52, "4096.0 TiB"),
        ] as [(Int64, String)])
    func sizes(byteCount: Int64, text: String) {
        #expect(Sentence("\(byteCount: byteCount)").text() == text)
    }

    @Test("has lists of none, one or more, whose separators another language can have otherwise")
    func lists() {
        #expect(Sentence.people([]).text().isEmpty)
        #expect(Sentence.people(["Behi"]).text() == "\"Behi\"")
        #expect(Sentence.allPeople(["Behi"]).text() == "\"Behi\"")
        #expect(Sentence.allPeople(["Behi", "Anor"]).text() == "\"Behi\" and \"Anor\"")
        let three = ["Behi", "Anor", "Lola"]
        #expect(Sentence.people(three).text() == "\"Behi\", \"Anor\", \"Lola\"")
        #expect(Sentence.allPeople(three).text() == "\"Behi\", \"Anor\" and \"Lola\"")
        let persian = Language("fa", sentences: [", ": "، ", "{1} and {2}": "{1} و {2}"]) { _ in 0 }
        #expect(
            Sentence.allPeople(three).text(in: persian) == "\"Behi\"، \"Anor\" و \"Lola\"")
    }

    @Test("marks whoever nobody compared a safety number with")
    func unverified() {
        #expect(Sentence.person("Lola").text() == "\"Lola\"")
        #expect(Sentence.person("Lola", isEnrolled: false).text() == "UNVERIFIED \"Lola\"")
    }
}
