import SafeSodium

/// How hard a passphrase is to guess: the lowest of what several ways of reading it give.
///
/// It is read as it was typed; in Latin letters, exactly and loosely spelled; without what stands
/// between words; as the same keys in other layouts; by the places of letters in their alphabet; and with letters
/// taken for those that they look like. In each, zxcvbn looks for words of English, Russian, Tajik and Persian, names, keys side by
/// side, dates, sequences and repetitions, also backwards and with digits for letters. The time is
/// bounded: see ``LatinText/letterLimit``.
struct StrengthMeter {
    private let exactContext: [[UInt8]]
    private let looseContext: [[UInt8]]
    private var lowest: Estimate?

    /// A shorter word of the context says nothing.
    private static let minimumLength = 3

    /// Words that everybody tries first: this project's, and what the caller knows.
    init(context: [String]) {
        let own = ["amanat", "amonat", "амонат", "аманат", "امانت", "recorder", "coordinator"]
        let words = (context + own).flatMap { text in
            let small = text.lowercased()
            let parts = small.split { !$0.isLetter && !$0.isNumber }
            let joined = parts.joined()
            return parts.count > 1 ? parts + [Substring(joined)] : parts
        }
        let spelled = words.flatMap { WordRanks.spellings(of: $0) }
        exactContext = spelled.filter { $0.count >= Self.minimumLength }
        looseContext = spelled.map { LooseSpelling.loose($0) }
            .filter { $0.count >= Self.minimumLength }
    }

    /// The lowest estimate.
    ///
    /// - Parameter text: well-formed UTF-8, normalised.
    static func estimate(_ text: Span<UInt8>, context: [String]) -> Estimate {
        var meter = StrengthMeter(context: context)
        let plain = Transliteration.plain(text)
        meter.consider(both: plain)
        meter.consider(loose: LooseSpelling.chat(plain), adding: otherReading)
        let period = plain.period()
        if period * 2 <= plain.count {
            meter.consider(both: plain.prefix(period), adding: otherReading)
        }
        let joined = withoutJoints(plain)
        if joined.count < plain.count {
            meter.consider(both: joined, adding: bitsOfJoints(in: plain))
        }
        let scripts = Scripts(of: text)
        if scripts.hasLatin {
            for layout in [KeyboardLayout.russian, .tajik, .persian] {
                meter.consider(layout.read(text), adding: otherReading)
            }
        }
        if scripts.hasOther {
            meter.consider(KeyboardLayout.keys(of: text), adding: otherReading)
            meter.consider(Transliteration.alphabetical(text), adding: otherReading)
            meter.consider(both: Transliteration.backwards(text), adding: otherReading)
        }
        if scripts.hasLatin, scripts.hasOther {
            meter.consider(Transliteration.lookalike(text), adding: otherReading)
        }
        guard var lowest = meter.lowest else { fatalError("nothing was estimated") }
        if plain.count > 0, period * 3 <= plain.count { lowest.kind = .repetition }
        return lowest
    }

    /// Whoever guesses has to try the other readings as well: eight, or three bits.
    private static let otherReading = 3.0

    // MARK: Considering

    private mutating func consider(_ text: consuming LatinText, adding bits: Double = 0) {
        keep(Estimate(text, .exact, context: exactContext), adding: bits)
    }

    private mutating func consider(loose text: borrowing LatinText, adding bits: Double = 0) {
        keep(Estimate(LooseSpelling.loose(text), .loose, context: looseContext), adding: bits)
    }

    private mutating func consider(both text: borrowing LatinText, adding bits: Double = 0) {
        consider(loose: text, adding: bits + Self.otherReading)
        consider(text.prefix(text.count), adding: bits)
    }

    private mutating func keep(_ estimate: Estimate, adding bits: Double) {
        var estimate = estimate
        estimate.bits += bits
        if estimate.bits <= lowest?.bits ?? .infinity { lowest = estimate }
    }

    // MARK: Reading

    private static func isJoint(_ letter: UInt8) -> Bool {
        " -_.,/+()".utf8.contains(letter)
    }

    /// A text without spaces, hyphens and the like.
    private static func withoutJoints(_ text: borrowing LatinText) -> LatinText {
        var joined = LatinText()
        for index in 0..<text.count where !isJoint(text.letters[index]) {
            joined.append(text.letters[index], worth: text.worth[index])
        }
        return joined
    }

    /// What it is worth to know where they stand: little between words, or in a number.
    private static func bitsOfJoints(in text: borrowing LatinText) -> Double {
        var count = 0
        var kinds: Set<UInt8> = []
        var isNumber = true
        for index in 0..<text.count {
            let letter = text.letters[index]
            if isJoint(letter) {
                count += 1
                kinds.insert(letter)
            } else if !LatinText.isDigit(letter) {
                isNumber = false
            }
        }
        let isRegular = isNumber || (kinds.count == 1 && count > 1) || kinds == [0x20]
        return isRegular ? 1 : 3 * Double(count)
    }

    private struct Scripts {
        var hasLatin = false
        var hasOther = false

        init(of text: Span<UInt8>) {
            for index in text.indices {
                if text[index] >= 0x80 { hasOther = true }
                if LatinText.isLetter(text[index]) { hasLatin = true }
            }
        }
    }
}
