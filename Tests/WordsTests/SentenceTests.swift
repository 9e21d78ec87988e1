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
}
