import CUtf8proc

/// Letters of other scripts in Latin: Cyrillic as Russian and Tajik have it, Persian and Arabic letters,
/// Latin letters with marks. What has no letter here becomes one of 26 by its number, so that what
/// repeats or follows on still does.
enum Transliteration {
    /// What stands for a letter, in lower case; nil where this table has none.
    static func latin(_ scalar: UInt32) -> [UInt8]? {
        table[scalar]
    }

    /// A text in Latin letters.
    ///
    /// - Parameter text: well-formed UTF-8, normalised.
    static func plain(_ text: Span<UInt8>) -> LatinText {
        spell(text) { scalar, latin in appendPlain(scalar, to: &latin) }
    }

    /// A text in Latin letters from its end on, as a letter of another script may be several here.
    static func backwards(_ text: Span<UInt8>) -> LatinText {
        var latin = LatinText()
        var end = text.count
        while end > 0, latin.count < LatinText.letterLimit {
            var start = end - 1
            while start > 0, text[start] & 0xC0 == 0x80 { start -= 1 }
            var one = (try? UTF8Span(validating: text.extracting(start..<end)))?
                .makeUnicodeScalarIterator()
            if let scalar = one?.next() { appendPlain(scalar.value, to: &latin) }
            end = start
        }
        return latin
    }

    /// A text in which letters of other scripts stand for the Latin ones that look like them.
    static func lookalike(_ text: Span<UInt8>) -> LatinText {
        spell(text) { scalar, latin in
            let small = lower(scalar)
            if let similar = lookalikes[small] {
                latin.append(
                    [similar], sharing: LatinText.unknownLetter, isCapital: small != scalar)
            } else {
                appendPlain(scalar, to: &latin)
            }
        }
    }

    /// A text in which each letter stands for its place in its alphabet, so that what follows on there
    /// follows on here.
    static func alphabetical(_ text: Span<UInt8>) -> LatinText {
        spell(text) { scalar, latin in
            let small = lower(scalar)
            if let letter = places[small] {
                latin.append([letter], sharing: LatinText.unknownLetter, isCapital: small != scalar)
            } else {
                appendPlain(scalar, to: &latin)
            }
        }
    }

    /// Writes each scalar of a text as `append` has it.
    static func spell(
        _ text: Span<UInt8>, _ append: (UInt32, inout LatinText) -> Void
    ) -> LatinText {
        var latin = LatinText()
        guard let checked = try? UTF8Span(validating: text) else { return latin }
        var scalars = checked.makeUnicodeScalarIterator()
        while let scalar = scalars.next(), latin.count < LatinText.letterLimit {
            append(scalar.value, &latin)
        }
        return latin
    }

    static func lower(_ scalar: UInt32) -> UInt32 {
        UInt32(bitPattern: utf8proc_tolower(Int32(bitPattern: scalar)))
    }

    static func appendPlain(_ scalar: UInt32, to latin: inout LatinText) {
        if scalar < 0x80 { return latin.append(UInt8(scalar), worth: 0) }
        let small = lower(scalar)
        if let letters = table[small] {
            return latin.append(
                letters, sharing: LatinText.unknownLetter, isCapital: small != scalar)
        }
        // What is another form of letters that are known: marks, full width, presentation forms.
        var parts: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        for part in decompose(scalar, into: &parts) {
            appendPart(part, isCapital: small != scalar, to: &latin)
        }
    }

    private static func appendPart(_ scalar: UInt32, isCapital: Bool, to latin: inout LatinText) {
        if scalar < 0x80 {
            latin.append([UInt8(scalar)], sharing: LatinText.unknownLetter, isCapital: isCapital)
        } else if let letters = table[scalar] {
            latin.append(letters, sharing: LatinText.unknownLetter, isCapital: isCapital)
        } else {
            switch utf8proc_category(Int32(bitPattern: scalar)) {
            case UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME, UTF8PROC_CATEGORY_CF: break
            case UTF8PROC_CATEGORY_ZS, UTF8PROC_CATEGORY_ZL, UTF8PROC_CATEGORY_ZP:
                latin.append(0x20, worth: 0)
            case UTF8PROC_CATEGORY_ND:
                latin.append(0x30 + UInt8(scalar % 10), worth: 0)
            case UTF8PROC_CATEGORY_PD, UTF8PROC_CATEGORY_PO, UTF8PROC_CATEGORY_PS,
                UTF8PROC_CATEGORY_PE, UTF8PROC_CATEGORY_PI, UTF8PROC_CATEGORY_PF:
                latin.append(UInt8(ascii: "."), worth: LatinText.unknownLetter)
            default:
                latin.append(
                    UInt8(ascii: "a") + UInt8(scalar % 26), worth: LatinText.unknownLetter)
            }
        }
    }

    /// Up to four scalars of which one is made, without marks, in lower case.
    private static func decompose(
        _ scalar: UInt32, into parts: inout (Int32, Int32, Int32, Int32)
    ) -> [UInt32] {
        var boundary: Int32 = 0
        let options = utf8proc_option_t(
            rawValue: UTF8PROC_COMPAT.rawValue | UTF8PROC_DECOMPOSE.rawValue
                | UTF8PROC_CASEFOLD.rawValue | UTF8PROC_STRIPMARK.rawValue
                | UTF8PROC_STABLE.rawValue)
        // SAFETY: four scalars of room, as is said; where more are needed, none are looked at.
        return unsafe withUnsafeMutableBytes(of: &parts) { memory in
            let buffer = unsafe memory.bindMemory(to: Int32.self)
            let count = unsafe utf8proc_decompose_char(
                Int32(bitPattern: scalar), buffer.baseAddress, buffer.count, options, &boundary)
            guard (1...buffer.count).contains(count) else { return [scalar] }
            return unsafe buffer.prefix(count).map { UInt32(bitPattern: $0) }
        }
    }

    // MARK: Tables

    private static let table = pairs(
        """
        а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f
        х kh ц ts ч ch ш sh щ shch ы y э e ю yu я ya ғ gh ӣ i қ q ӯ u ҳ h ҷ j ӌ j і i ї i є e ґ g
        ў u ң n ә a ө o ү u ұ u һ h
        ا a آ a أ a إ a ٱ a ب b پ p ت t ث s ج j چ ch ح h خ kh د d ذ z ر r ز z ژ zh س s ش sh ص s
        ض z ط t ظ z غ gh ف f ق q ک k ك k گ g ل l م m ن n و v ؤ v ه h ة h ۀ h ی y ي y ى y ئ y
        ٠ 0 ١ 1 ٢ 2 ٣ 3 ٤ 4 ٥ 5 ٦ 6 ٧ 7 ٨ 8 ٩ 9 ۰ 0 ۱ 1 ۲ 2 ۳ 3 ۴ 4 ۵ 5 ۶ 6 ۷ 7 ۸ 8 ۹ 9
        š sh ž zh č ch ğ gh ş sh ç ch ı i ß ss ø o æ ae đ d ł l œ oe þ th ð d ʻ ' ʼ ' ‘ ' ’ ' ′ '
        """
    ).merging([0x44A: [], 0x44C: [], 0x639: [], 0x621: [], 0x640: []]) { first, _ in first }

    private static let lookalikes = pairs(
        "а a в b г r д d е e ё e з 3 и u й u к k л n м m н h о o п n р p с c т t у y х x ь b я r і i"
    ).compactMapValues(\.first)

    /// The first 26 letters of each alphabet; the rest begins again.
    private static let places: [UInt32: UInt8] = {
        var places: [UInt32: UInt8] = [:]
        for alphabet in ["абвгдежзийклмнопрстуфхцчшщъыьэюя", "ابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهی"] {
            for (place, letter) in alphabet.unicodeScalars.enumerated() {
                places[letter.value] = UInt8(ascii: "a") + UInt8(place % 26)
            }
        }
        return places
    }()

    /// A table of letters and what stands for each.
    private static func pairs(_ text: String) -> [UInt32: [UInt8]] {
        var table: [UInt32: [UInt8]] = [:]
        let fields = text.split(whereSeparator: \.isWhitespace)
        for index in stride(from: 0, to: fields.count - 1, by: 2) {
            guard let letter = fields[index].unicodeScalars.first else { continue }
            table[letter.value] = Array(fields[index + 1].utf8)
        }
        return table
    }
}
