import SafeSodium

/// A passphrase of words from ``WordList``: capitals and what stands between the words are forgiven.
///
/// The rule is part of the format: see *The vault's folder*, "Passphrase".
enum ListPhrase {
    /// With fewer words than these the text stays as it was typed.
    static let minimumWordCount = 4

    /// The words in lower case, one space between two; nil where the text is anything else.
    ///
    /// - Parameter text: well-formed UTF-8, normalised.
    static func canonical(_ text: Span<UInt8>) -> SecretBytes? {
        guard var pieces = pieces(of: text) else { return nil }
        var words = pieces.joined
        defer {
            words.wipe()
            pieces.joined.wipe()
        }
        guard join(&words) >= minimumWordCount else { return nil }
        return SecretBytes(copying: words.span)
    }

    private struct Pieces {
        /// In lower case, each followed by a space.
        var joined: [UInt8]
    }

    /// The runs of letters, folded; nil where there is a character that no such phrase has.
    private static func pieces(of text: Span<UInt8>) -> Pieces? {
        var pieces = Pieces(joined: [])
        pieces.joined.reserveCapacity(text.count + 1)
        guard let checked = try? UTF8Span(validating: text) else { return nil }
        var scalars = checked.makeUnicodeScalarIterator()
        while let scalar = scalars.next() {
            switch scalar.value {
            case 0x61...0x7A: pieces.joined.append(UInt8(scalar.value))
            case 0x41...0x5A: pieces.joined.append(UInt8(scalar.value) + 0x20)
            case let value where isIgnored(value): continue
            case let value where isSeparator(value):
                if let last = pieces.joined.last, last != 0x20 { pieces.joined.append(0x20) }
            default:
                pieces.joined.wipe()
                return nil
            }
        }
        if let last = pieces.joined.last, last != 0x20 { pieces.joined.append(0x20) }
        return pieces
    }

    /// Puts the words, one space between two, in place of the pieces.
    ///
    /// - Returns: how many; 0 where one is not in the list.
    private static func join(_ pieces: inout [UInt8]) -> Int {
        var count = 0
        var start = 0
        while start < pieces.count {
            guard let end = pieces[start...].firstIndex(of: 0x20) else { return 0 }
            if WordList.contains(pieces[start..<end]) {
                start = end + 1
            } else {
                // Four words of the list have a hyphen. No first half of them is a word itself.
                guard let next = pieces[(end + 1)...].firstIndex(of: 0x20) else { return 0 }
                pieces[end] = UInt8(ascii: "-")
                guard WordList.contains(pieces[start..<next]) else { return 0 }
                start = next + 1
            }
            count += 1
        }
        if !pieces.isEmpty { pieces.removeLast() }
        return count
    }

    private static func isSeparator(_ value: UInt32) -> Bool {
        switch value {
        // White space; U+0020 stands for all of Zs after normalising, which says so once more.
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
            0x3000:
            true
        // Comma, hyphen-minus, full stop, underscore; the hyphens and dashes; the minus.
        case 0x2C, 0x2D, 0x2E, 0x5F, 0x2010...0x2015, 0x2212: true
        default: false
        }
    }

    /// What has no width: a soft hyphen, joiners, directions, a byte order mark.
    private static func isIgnored(_ value: UInt32) -> Bool {
        switch value {
        case 0xAD, 0x200B...0x200F, 0x2060, 0xFEFF: true
        default: false
        }
    }
}
