import SafeSodium

/// Latin letters with what people write differently taken away: kh, x and h; a and o without stress;
/// sh and š; q and k; ya, ja and ia; letters doubled; and in chats 4 for ч, 6 for ш, w for ш.
enum LooseSpelling {
    /// The loose form of a word of the dictionaries.
    static func loose(_ word: [UInt8]) -> [UInt8] {
        var latin = LatinText()
        for letter in word { latin.append(letter, worth: 0) }
        let folded = loose(latin)
        return [UInt8](folded.letters)
    }

    /// The loose form of a text.
    static func loose(_ text: borrowing LatinText) -> LatinText {
        var folded = LatinText()
        var last: UInt8 = 0
        var index = 0
        while index < text.count {
            let (letter, length) = fold(text.letters, at: index)
            let worth = text.worth[index] == 0 ? 0 : LatinText.unknownLetter
            let isVowelAfterI = last == UInt8(ascii: "i") && isVowel(letter)
            if letter != 0, letter != last || !LatinText.isLetter(letter), !isVowelAfterI {
                let isCapital = LatinText.small(text.letters[index]) != text.letters[index]
                folded.append(isCapital ? LatinText.capital(letter) : letter, worth: worth)
                last = letter
            }
            index += length
        }
        return folded
    }

    /// A text with the digits and letters of chats read as what they stand for.
    static func chat(_ text: borrowing LatinText) -> LatinText {
        var folded = LatinText()
        for index in 0..<text.count {
            let worth = text.worth[index]
            switch text.letters[index] {
            case UInt8(ascii: "4"): folded.append([0x63, 0x68], sharing: worth)
            case UInt8(ascii: "6"), UInt8(ascii: "w"), UInt8(ascii: "W"):
                folded.append([0x73, 0x68], sharing: worth)
            case UInt8(ascii: "9"): folded.append([0x79, 0x61], sharing: worth)
            case UInt8(ascii: "j"), UInt8(ascii: "J"): folded.append(0x69, worth: worth)
            case UInt8(ascii: "'"): continue
            case let letter: folded.append(letter, worth: worth)
            }
        }
        return folded
    }

    private static func isVowel(_ letter: UInt8) -> Bool {
        letter == UInt8(ascii: "a") || letter == UInt8(ascii: "u") || letter == UInt8(ascii: "i")
    }

    /// The folded letter at a place, 0 for none, and how many letters it stands for.
    private static func fold(_ letters: Span<UInt8>, at index: Int) -> (UInt8, Int) {
        for (pattern, letter) in groups
        where index + pattern.count <= letters.count
            && pattern.indices.allSatisfy({
                LatinText.small(letters[index + $0]) == pattern[$0]
            })
        {
            return (letter, pattern.count)
        }
        let letter = LatinText.small(letters[index])
        return (single[letter] ?? letter, 1)
    }

    private static let groups: [([UInt8], UInt8)] = [
        ("shch", "s"), ("sch", "s"), ("dzh", "j"), ("sh", "s"), ("ch", "q"), ("zh", "j"),
        ("kh", "h"), ("gh", "g"), ("ts", "c"), ("tz", "c"), ("dj", "j"), ("ck", "k"), ("ph", "f"),
        ("ya", "a"), ("ja", "a"), ("yu", "u"), ("ju", "u"), ("yo", "a"), ("ye", "i"), ("oo", "u"),
        ("ee", "i"), ("ou", "u"),
    ].map { (pattern: StaticString, letter: StaticString) in
        (Array("\(pattern)".utf8), Array("\(letter)".utf8)[0])
    }

    private static let single: [UInt8: UInt8] = [
        UInt8(ascii: "x"): UInt8(ascii: "h"), UInt8(ascii: "q"): UInt8(ascii: "k"),
        UInt8(ascii: "w"): UInt8(ascii: "v"), UInt8(ascii: "y"): UInt8(ascii: "i"),
        UInt8(ascii: "e"): UInt8(ascii: "i"), UInt8(ascii: "o"): UInt8(ascii: "a"),
        UInt8(ascii: "'"): 0,
    ]
}
