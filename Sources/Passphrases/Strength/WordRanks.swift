import SafeSodium

/// Words from the commonest on, in the form in which zxcvbn takes them.
///
/// The memory is never freed: each of the two lists is made once.
@safe
struct WordRanks: @unchecked Sendable {
    // SAFETY: `@unchecked Sendable`: nothing changes or frees what the pointers lead to.
    private let words: [UnsafePointer<CChar>?]

    /// As the words are transliterated.
    static let exact = WordRanks(spelledWords)
    /// In their loose form: see ``LooseSpelling``.
    static let loose = WordRanks(spelledWords.map { LooseSpelling.loose($0) })

    /// Shorter words would be found in everything, and three letters are worth little anyway.
    private static let minimumLength = 4
    /// But for so many of the commonest words, of three letters.
    private static let shortWordCount = 500

    private init(_ spelled: [[UInt8]]) {
        var seen: Set<[UInt8]> = []
        let distinct = spelled.enumerated().filter { rank, word in
            let minimum = rank < Self.shortWordCount ? 3 : Self.minimumLength
            return word.count >= minimum && seen.insert(word).inserted
        }.map(\.element)
        let memory = UnsafeMutableBufferPointer<CChar>.allocate(
            capacity: distinct.reduce(0) { $0 + $1.count + 1 })
        unsafe memory.initialize(repeating: 0)
        var words: [UnsafePointer<CChar>?] = unsafe []
        unsafe words.reserveCapacity(distinct.count)
        var place = 0
        for word in distinct {
            // SAFETY: there is room for each word and its NUL, as was counted.
            for (offset, byte) in word.enumerated() {
                unsafe memory[place + offset] = CChar(bitPattern: byte)
            }
            if let start = memory.baseAddress { unsafe words.append(start + place) }
            place += word.count + 1
        }
        unsafe self.words = words
    }

    /// Lends the words behind those of the context, and a nil behind all.
    ///
    /// - Parameter context: Latin letters, in lower case.
    func withPointers<Result>(
        after context: [[UInt8]],
        _ body: (UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> Result
    ) -> Result {
        let own: [CChar] = context.flatMap { word in
            word.map { byte in CChar(bitPattern: byte) } + [0]
        }
        return unsafe own.withUnsafeBufferPointer { memory in
            var pointers: [UnsafePointer<CChar>?] = unsafe []
            unsafe pointers.reserveCapacity(words.count + context.count + 1)
            var place = 0
            for word in context {
                // SAFETY: `own` holds each word and its NUL, for the time of this call.
                if let start = memory.baseAddress { unsafe pointers.append(start + place) }
                place += word.count + 1
            }
            unsafe pointers += words
            unsafe pointers.append(nil)
            return unsafe pointers.withUnsafeMutableBufferPointer { unsafe body($0.baseAddress) }
        }
    }

    // MARK: The words

    /// All words in Latin letters: the lists are taken in turns, as each begins with what is commonest.
    private static let spelledWords: [[UInt8]] = {
        // Between words of a phrase nothing stands here: the meter reads texts without spaces, too.
        let phrases = CommonPhrases.text.split { $0 == "|" || $0.isNewline }
            .map { Substring($0.filter { $0.isLetter }) }
        let lists =
            [
                CommonPasswords.words, RussianWords.words, TajikWords.words, PersianWords.words,
                PersonNames.words, PlaceNames.words, LatinWords.words,
            ].map { $0.split(whereSeparator: \.isWhitespace) } + [phrases]
        let longest = lists.map(\.count).max() ?? 0
        return (0..<longest).flatMap { rank in
            lists.flatMap { rank < $0.count ? spellings(of: $0[rank]) : [] }
        }
    }()

    /// A word in Latin letters; where it has letters that only Tajik has, also as it is written on a
    /// Russian keyboard.
    static func spellings(of word: Substring) -> [[UInt8]] {
        let small = word.unicodeScalars.map { Transliteration.lower($0.value) }
        let exact = small.flatMap { latin($0) }
        let russian = small.flatMap { latin(russianLetters[$0] ?? $0) }
        return exact == russian ? [exact] : [exact, russian]
    }

    private static func latin(_ scalar: UInt32) -> [UInt8] {
        scalar < 0x80 ? [LatinText.small(UInt8(scalar))] : Transliteration.latin(scalar) ?? []
    }

    private static let russianLetters: [UInt32: UInt32] = Dictionary(
        uniqueKeysWithValues: zip("ғқҳҷӣӯ".unicodeScalars, "гкхчиу".unicodeScalars).map {
            ($0.value, $1.value)
        })
}
