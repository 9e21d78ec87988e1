extension VaultPassphrase {
    /// What is wrong with a new passphrase. It says nothing of the passphrase itself.
    public enum Weakness: Hashable, Sendable, CaseIterable, CustomStringConvertible {
        /// It has no characters.
        case empty
        /// It holds what no letter key writes: an arrow key, Escape, a tab.
        case controlCharacter
        /// It is among the passwords that are tried first.
        case commonPassword
        /// It is one word or name, with little beside it.
        case oneWord
        /// It is words, but too few or too common.
        case fewWords
        /// It is keys that lie side by side.
        case keysInARow
        /// It repeats itself, or counts up or down.
        case repetition
        /// It is mostly a date or a year.
        case date
        /// It is mostly digits.
        case digits
        /// It is made of what everybody knows of this vault.
        case ownWords
        /// It is too short.
        case short

        /// What is wrong, in words: the rest of "this passphrase will not do:".
        public var description: String {
            switch self {
            case .empty: "it is empty"
            case .controlCharacter: "it holds a key that writes no letter, such as an arrow or Tab"
            case .commonPassword: "it is a common password"
            case .oneWord: "it is one word, name or saying with little added"
            case .fewWords: "its words are too few, or too common"
            case .keysInARow: "it is keys that lie side by side"
            case .repetition: "it repeats itself, or goes on like abc or 123"
            case .date: "it is mostly a date or a year"
            case .digits: "it is mostly digits"
            case .ownWords: "it is made of the name or role of this vault"
            case .short: "it is too short"
            }
        }

        /// What would do, in words.
        public var advice: String {
            switch self {
            case .empty: "six random words are strong, and can be learned"
            case .controlCharacter: "type it with letters, digits, signs and spaces"
            case .commonPassword, .oneWord, .keysInARow, .ownWords, .date, .digits:
                "six random words are strong, and can be learned; "
                    + "digits or signs at the end do not help"
            case .fewWords, .repetition, .short:
                "six random words are strong, and can be learned; "
                    + "so are five or more of your own that have nothing to do with each other"
            }
        }
    }
}
