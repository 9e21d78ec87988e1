public import Passphrases

extension PassphraseProblem {
    /// Why what was given is no passphrase. What was typed is never part of it.
    public var sentence: Sentence {
        switch self {
        case .notUTF8: Sentence("it is not UTF-8")
        case .utf16: Sentence("it is UTF-16, not UTF-8")
        case .utf32: Sentence("it is UTF-32, not UTF-8")
        case .nul: Sentence("it holds a NUL byte, and so is not a line of text")
        case .emptyFile: Sentence("it is empty")
        case .emptyFirstLine:
            Sentence("it begins with an empty line; the passphrase has to be its first line")
        case .tooLong:
            Sentence(
                "it is longer than \(VaultPassphrase.maximumByteCount, "# byte", "# bytes")")
        }
    }

    /// What to do; nil where the sentence says it.
    public var hint: Sentence? {
        switch self {
        case .notUTF8: Sentence("set the terminal, or save the file, to UTF-8")
        case .utf16, .utf32:
            Sentence("save the file as UTF-8 (Notepad: Save as, Encoding: UTF-8)")
        case .nul, .emptyFile, .emptyFirstLine, .tooLong: nil
        }
    }
}

extension VaultPassphrase.Weakness {
    /// What is wrong: the rest of "this passphrase will not do:".
    public var sentence: Sentence {
        switch self {
        case .empty: Sentence("it is empty")
        case .controlCharacter:
            Sentence("it holds a key that writes no letter, such as an arrow or Tab")
        case .commonPassword: Sentence("it is a common password")
        case .oneWord: Sentence("it is one word, name or saying with little added")
        case .fewWords: Sentence("its words are too few, or too common")
        case .keysInARow: Sentence("it is keys that lie side by side")
        case .repetition: Sentence("it repeats itself, or goes on like abc or 123")
        case .date: Sentence("it is mostly a date or a year")
        case .digits: Sentence("it is mostly digits")
        case .ownWords: Sentence("it is made of the name or role of this vault")
        case .short: Sentence("it is too short")
        }
    }

    /// What would do.
    public var hint: Sentence {
        switch self {
        case .empty: Sentence("six random words are strong, and can be learned")
        case .controlCharacter: Sentence("type it with letters, digits, signs and spaces")
        case .commonPassword, .oneWord, .keysInARow, .ownWords, .date, .digits:
            Sentence(
                "six random words are strong, and can be learned; digits or signs at the end do not help"
            )
        case .fewWords, .repetition, .short:
            Sentence(
                "six random words are strong, and can be learned; so are five or more of your own that have nothing to do with each other"
            )
        }
    }
}
