import Testing

@testable import Passphrases

@Suite("The strength of a passphrase")
struct StrengthTests {
    @Test(
        "what a new user would try is refused",
        arguments: ["лола", "пароль123", "йцукен", "салом", "Душанбе2024", "سلام", "мурғоб"])
    func issue(text: String) throws {
        #expect(try weakness(text, knowing: ["мурғоб", "recorder"]) != nil)
    }

    @Test(
        "a hundred common passwords of each language are refused",
        arguments: [
            ("English", CommonSamples.english), ("Russian", CommonSamples.russian),
            ("Tajik", CommonSamples.tajik), ("Persian", CommonSamples.persian),
        ])
    func common(language: String, words: [String]) throws {
        var passed: [String] = []
        for word in words where try weakness(word) == nil { passed.append(word) }
        print("\(language): \(words.count) common passwords, \(words.count - passed.count) refused")
        #expect(words.count >= 100)
        #expect(passed.isEmpty)
    }

    @Test("other keys, other letters, backwards, joined, with years and numbers: all are refused")
    func tricks() throws {
        var passed: [String] = []
        for word in TrickSamples.weak where try weakness(word) == nil { passed.append(word) }
        print("tricks: \(TrickSamples.weak.count), \(passed.count) taken")
        #expect(passed.isEmpty)
    }

    @Test("each common password is refused with a year, a sign, capitals and doubled")
    func decorated() throws {
        let words =
            CommonSamples.russian.prefix(12) + CommonSamples.tajik.prefix(12)
            + CommonSamples.persian.prefix(12)
        var passed: [String] = []
        for word in words {
            for text in [
                word + "2019", "1" + word + "!", word.uppercased(), word + word, word + " " + word,
                String(word.reversed()), "_" + word + "_",
            ] where try weakness(text) == nil {
                passed.append(text)
            }
        }
        #expect(passed.isEmpty)
    }

    @Test("a hundred generated passphrases are taken, also with capitals and without spaces")
    func generated() throws {
        for number in 0..<100 {
            let text = VaultPassphrase.generated().revealed()
            #expect(try weakness(text, knowing: ["Lola", "recorder"]) == nil)
            guard number % 10 == 0 else { continue }
            #expect(try weakness(text.uppercased()) == nil)
            #expect(try weakness(text.filter { $0 != " " }) == nil)
        }
    }

    @Test("a person's own long phrase is taken", arguments: TrickSamples.strong)
    func ownPhrases(text: String) throws {
        #expect(try weakness(text, knowing: ["Lola", "coordinator"]) == nil)
    }

    @Test("random letters of a password program are taken from twelve on, but for a few")
    func random() throws {
        var generator = SystemRandomNumberGenerator()
        let letters = Array(
            "!#$%&*+-0123456789=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ^_abcdefghijklmnopqrstuvwxyz~")
        var refused = 0
        for _ in 0..<50 {
            let text = (0..<14).map { _ in letters.randomElement(using: &generator) ?? "a" }
            if try weakness(String(text)) != nil { refused += 1 }
        }
        print("14 random letters, digits and signs: 50, \(refused) refused")
        #expect(refused <= 3)
    }

    @Test(
        "one reading alone finds it, however many letters it has",
        arguments: ["цгшвкцгшвкцгшвкцгшвкцгшвк", "сhаmріоnshірs"])
    func readings(text: String) throws {
        #expect(try weakness(text) != nil)
    }

    @Test("what is known of the vault counts for nothing, in any script and spelling")
    func context() throws {
        let strange = "Ғурузматшоҳ Пшенбаров"
        for text in [
            "ғурузматшоҳ", "Гурузматшох", "guruzmatshoh", "Gʻuruzmatshoh1", "хоштамзуруғ",
            "Ғурузматшоҳ Пшенбаров", "пшенбаровғурузматшоҳ", "uehepvfnij[", "recorder2024",
            "Ғурузматшоҳ-recorder",
        ] {
            #expect(try weakness(text, knowing: [strange, "recorder"]) != nil, "\(text)")
        }
        #expect(
            try weakness("Ғурузматшоҳ Пшенбаров", knowing: [strange, "recorder"]) == .ownWords)
        #expect(try weakness("Ғурузматшоҳ Пшенбаров хлопчик", knowing: []) == nil)
    }

    @Test("two bytes a letter do not make a passphrase stronger")
    func bytes() throws {
        // The same letters, one byte each and two.
        for count in 1...12 {
            let cyrillic = String("шдвъгжцюйкъы".prefix(count))
            #expect(try weakness(cyrillic) != nil, "\(count) letters")
        }
        for script in ["ძცჭხჯჰ", "ցձճչպջ", "ףץצקרש", "ሀለሐመሠረ", "ꦄꦅꦆꦇꦈꦉ"] {
            #expect(try weakness(script) != nil)
            #expect(try weakness(script + script) != nil)
        }
    }

    @Test(
        "it is said in words what is wrong",
        arguments: [
            ("", .empty), ("пароль", .commonPassword), ("password", .commonPassword),
            ("шщзхъфывап", .keysInARow), ("ثقفغعه", .keysInARow), ("12.03.1987", .date),
            ("aaaaaaaaaa", .repetition), ("абвгдежз", .repetition), ("Мадина19", .oneWord),
            ("сӯфтпқ", .short), ("сабз ангур бозор", .fewWords), ("94170586273", .digits),
            ("a\u{1B}[Abcdefgh", .controlCharacter), ("amanat", .ownWords),
        ] as [(String, VaultPassphrase.Weakness)])
    func kinds(text: String, kind: VaultPassphrase.Weakness) throws {
        #expect(try weakness(text) == kind)
    }
}
