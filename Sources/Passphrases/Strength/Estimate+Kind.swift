import CZxcvbn

extension Estimate {
    /// What most of a text is, to be said in words.
    static func kind(
        of parts: [Part], in text: borrowing LatinText, count: Int, context: [[UInt8]]
    ) -> VaultPassphrase.Weakness {
        let words = parts.filter { $0.isWord && $0.range.count > 2 }
        for word in words where word.is(USER_MATCH) && isAny(of: context, word, in: text) {
            return .ownWords
        }
        guard let longest = parts.max(by: { $0.range.count < $1.range.count }) else {
            return .empty
        }
        var digits = 0
        for index in 0..<count where LatinText.isDigit(text.letters[index]) { digits += 1 }
        if longest.range.count * 2 >= count {
            if longest.is(SPATIAL_MATCH) { return .keysInARow }
            if longest.is(REPEATS_MATCH, SEQUENCE_MATCH, LONG_PWD_MATCH) { return .repetition }
            if longest.is(DATE_MATCH, YEAR_MATCH) { return .date }
            if words.contains(where: { $0.range == longest.range }) {
                let isWhole = longest.range.count == count
                return isWhole && longest.bits < commonBits ? .commonPassword : .oneWord
            }
        }
        if digits * 2 > count { return .digits }
        return words.count > 1 ? .fewWords : words.isEmpty ? .short : .oneWord
    }

    /// A word of so few guesses is called a common password.
    private static let commonBits = 11.0

    private static func isAny(
        of context: [[UInt8]], _ part: Part, in text: borrowing LatinText
    ) -> Bool {
        for word in context where word.count == part.range.count {
            var forwards = true
            var backwards = true
            for (offset, letter) in word.enumerated() {
                let first = text.letters[part.range.lowerBound + offset]
                let last = text.letters[part.range.upperBound - 1 - offset]
                forwards = forwards && LatinText.small(first) == letter
                backwards = backwards && LatinText.small(last) == letter
            }
            if forwards || backwards { return true }
        }
        return false
    }
}
