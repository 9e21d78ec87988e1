extension VaultPassphrase {
    /// What is wrong with a new passphrase. It says nothing of the passphrase itself.
    public enum Weakness: Hashable, Sendable, CaseIterable {
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
    }
}
