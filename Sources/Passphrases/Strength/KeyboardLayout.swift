/// Which letters share a key with which of the Latin layout: what somebody types without looking.
struct KeyboardLayout {
    /// The letter on each Latin key.
    private let letters: [UInt8: UInt32]

    /// ЙЦУКЕН.
    static let russian = KeyboardLayout("   йцукенгшщзхъ фывапролджэ ячсмитьбю", grave: "ё")
    /// The Tajik standard.
    static let tajik = KeyboardLayout("ғӯ йқукенгшҳзхъ фҷвапролджэ ячсмитӣбю", grave: "ё")
    /// ISIRI 9147, the Persian standard.
    static let persian = KeyboardLayout("   ضصثقفغعهخحجچ شسیبلاتنمکگ ظطزرذدپو", grave: nil)

    private static let keys = "-= qwertyuiop[] asdfghjkl;' zxcvbnm,."

    private init(_ rows: String, grave: Unicode.Scalar?) {
        var letters: [UInt8: UInt32] = [:]
        for (key, letter) in zip(Self.keys.utf8, rows.unicodeScalars) where letter != " " {
            letters[key] = letter.value
        }
        if let grave { letters[UInt8(ascii: "`")] = grave.value }
        self.letters = letters
    }

    /// What Latin keys would have written in this layout, in Latin letters.
    func read(_ text: Span<UInt8>) -> LatinText {
        let worth = Self.isOneKind(text) ? LatinText.letterKey : LatinText.anyKey
        return Transliteration.spell(text) { scalar, latin in
            guard scalar < 0x80 else { return Transliteration.appendPlain(scalar, to: &latin) }
            let byte = UInt8(scalar)
            let small = Self.unshifted[byte] ?? LatinText.small(byte)
            if let letter = letters[small] {
                latin.append(
                    Transliteration.latin(letter) ?? [], sharing: worth,
                    isCapital: small != byte)
            } else {
                latin.append(byte, worth: 0)
            }
        }
    }

    /// Whether there are letters alone, all small or all capital.
    private static func isOneKind(_ text: Span<UInt8>) -> Bool {
        var small = 0
        var capital = 0
        for index in text.indices {
            if LatinText.small(text[index]) != text[index] { capital += 1 }
            if LatinText.capital(text[index]) != text[index] { small += 1 }
        }
        return small == text.count || capital == text.count
    }

    /// The Latin keys on which a text in other letters was typed.
    static func keys(of text: Span<UInt8>) -> LatinText {
        Transliteration.spell(text) { scalar, latin in
            let small = Transliteration.lower(scalar)
            if scalar >= 0x80, let key = keysByLetter[small] {
                latin.append([key], sharing: LatinText.unknownLetter, isCapital: small != scalar)
            } else {
                Transliteration.appendPlain(scalar, to: &latin)
            }
        }
    }

    private static let unshifted: [UInt8: UInt8] = [
        UInt8(ascii: "{"): UInt8(ascii: "["), UInt8(ascii: "}"): UInt8(ascii: "]"),
        UInt8(ascii: ":"): UInt8(ascii: ";"), UInt8(ascii: "\""): UInt8(ascii: "'"),
        UInt8(ascii: "<"): UInt8(ascii: ","), UInt8(ascii: ">"): UInt8(ascii: "."),
        UInt8(ascii: "~"): UInt8(ascii: "`"),
    ]

    /// The letters of the three layouts, and what Persian and Arabic keyboards have beside them.
    private static let keysByLetter: [UInt32: UInt8] = {
        var keys: [UInt32: UInt8] = [:]
        for layout in [russian, tajik, persian] {
            for (key, letter) in layout.letters { keys[letter] = key }
        }
        for (letter, key) in zip("آژيكئؤء".unicodeScalars, "hcd;mvx".utf8) {
            keys[letter.value] = keys[letter.value] ?? key
        }
        return keys
    }()
}
