import CZxcvbn
import SafeSodium

/// How many guesses find a text, and by what.
struct Estimate {
    /// The guesses, as a power of two.
    var bits: Double
    /// What most of the text is.
    var kind: VaultPassphrase.Weakness

    /// What zxcvbn finds, with what each letter is worth at most.
    ///
    /// - Parameters:
    ///   - text: Latin letters.
    ///   - ranks: words that count as common beside zxcvbn's own, which are English.
    ///   - context: words that count as the commonest of all, in lower case.
    init(_ text: consuming LatinText, _ ranks: WordRanks, context: [[UInt8]]) {
        let count = text.count
        text.terminate()
        var parts: [Part] = []
        unsafe ranks.withPointers(after: context) { words in
            // SAFETY: the text ends in a NUL, the words in a nil, and the list of parts is freed
            // once.
            unsafe text.letters.withUnsafeBytes { buffer in
                var first: UnsafeMutablePointer<ZxcMatch>?
                _ = unsafe ZxcvbnMatch(
                    buffer.assumingMemoryBound(to: CChar.self).baseAddress, words, &first)
                var next = unsafe first
                while let part = unsafe next {
                    unsafe parts.append(Part(part.pointee))
                    unsafe next = part.pointee.Next
                }
                unsafe ZxcvbnFreeInfo(first)
            }
        }
        bits = 0
        for part in parts { bits += Self.bits(of: part, in: text) }
        kind = Self.kind(of: parts, in: text, count: count, context: context)
    }

    /// A stretch of the text that is one thing to zxcvbn.
    struct Part {
        let range: Range<Int>
        /// What it is worth by itself, and as a part of the whole.
        let bits: Double
        let bitsAsPart: Double
        let type: UInt32

        init(_ match: ZxcMatch) {
            range = unsafe Int(match.Begin)..<Int(match.Begin + match.Length)
            bits = unsafe match.Entrpy
            bitsAsPart = unsafe match.MltEnpy
            type = unsafe match.Type.rawValue & ~MULTIPLE_MATCH.rawValue
        }

        /// Whether it stands in a dictionary.
        var isWord: Bool {
            self.is(DICTIONARY_MATCH, DICT_LEET_MATCH, USER_MATCH, USER_LEET_MATCH)
        }

        func `is`(_ types: ZxcTypeMatch_t...) -> Bool {
            types.contains { $0.rawValue == type }
        }
    }

    // MARK: What a part is worth

    private static func bits(of part: Part, in text: borrowing LatinText) -> Double {
        let joining = part.bitsAsPart - part.bits
        if part.is(BRUTE_MATCH) { return bruteBits(part, text) + joining }
        if part.range.count <= 2, part.isWord {
            // To zxcvbn most letters are words of a bit or two by themselves.
            return max(part.bits, Double(LatinText.unknownLetter) / 8 * Double(part.range.count))
        }
        // A word is worth no more than its letters.
        var letters = 0.0
        for index in part.range {
            if text.worth[index] == 0 { return part.bitsAsPart }
            letters += Double(text.worth[index]) / 8
        }
        return min(part.bits, letters) + joining
    }

    /// What nothing was found in: each letter by what it is worth at most, runs of digits as digits,
    /// runs of letters as letters, and less where they could be a word.
    private static func bruteBits(_ part: Part, _ text: borrowing LatinText) -> Double {
        let each = part.bits / Double(max(part.range.count, 1))
        var bits = 0.0
        var index = part.range.lowerBound
        while index < part.range.upperBound {
            let end = runEnd(from: index, upTo: part.range.upperBound, in: text)
            let run = index..<end
            if text.worth[index] > 0 {
                bits += Double(text.worth[index]) / 8 * Double(run.count)
            } else {
                bits += min(each, worth(of: run, in: text)) * Double(run.count)
            }
            index = end
        }
        return bits
    }

    private static func runEnd(from start: Int, upTo limit: Int, in text: borrowing LatinText)
        -> Int
    {
        var end = start + 1
        while end < limit, text.worth[end] == text.worth[start],
            LetterClass(text.letters[end]) == LetterClass(text.letters[start])
        {
            end += 1
        }
        return end
    }

    private enum LetterClass {
        case small, capital, digit, joint, other

        init(_ letter: UInt8) {
            switch letter {
            case 0x61...0x7A: self = .small
            case 0x41...0x5A: self = .capital
            case 0x30...0x39: self = .digit
            case 0x20, 0x2D, 0x2E, 0x5F: self = .joint
            default: self = .other
            }
        }
    }

    /// Bits for each letter of a run, at most.
    private static func worth(of run: Range<Int>, in text: borrowing LatinText) -> Double {
        switch LetterClass(text.letters[run.lowerBound]) {
        case .digit where run.count >= 3: 3.33
        case .small where run.count >= 4, .capital where run.count >= 4:
            couldBeWord(run, in: text) ? 3.5 : 4.7
        case .joint where isBetweenLetters(run, in: text):
            text.letters[run.lowerBound] == 0x20 ? 1 : 2
        default: .infinity
        }
    }

    private static func isBetweenLetters(
        _ run: Range<Int>, in text: borrowing LatinText
    ) -> Bool {
        run.lowerBound > 1 && run.upperBound + 1 < text.count
            && LatinText.isLetter(text.letters[run.lowerBound - 1])
            && LatinText.isLetter(text.letters[run.lowerBound - 2])
            && LatinText.isLetter(text.letters[run.upperBound])
    }

    /// Whether letters can be spoken: vowels, and never more than three others in a row.
    private static func couldBeWord(_ run: Range<Int>, in text: borrowing LatinText) -> Bool {
        var vowels = 0
        var others = 0
        for index in run {
            switch LatinText.small(text.letters[index]) {
            case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"),
                UInt8(ascii: "u"), UInt8(ascii: "y"):
                vowels += 1
                others = 0
            default: others += 1
            }
            if others > 3 { return false }
        }
        return vowels * 4 >= run.count
    }
}
