/// What a line is never broken inside of: a character with its marks, two letters that make one flag, an emoji
/// with what is joined to it.
struct Cluster {
    /// What kind of place in a text it is.
    enum Kind: Equatable {
        /// White space at which a line may end.
        case space
        case lineEnd
        /// A digit; what begins a group of digits, ends one, or stands inside numbers.
        case digit, numberStart, numberEnd, numberSign
        /// An ideograph or syllable, between which lines may end.
        case ideograph
        /// Such a one before which, or behind which, no line ends.
        case closing, opening
        case other
    }

    let kind: Kind
    let end: String.Index
    let columnCount: Int

    /// Reads the cluster at a place.
    ///
    /// - Parameters:
    ///   - column: where it will stand, for tabs.
    ///   - limit: as many columns as it may have; a longer one ends there.
    init(
        in text: String.UnicodeScalarView, at start: String.Index, column: Int, limit: Int
    ) {
        let first = text[start]
        let appearance = Appearance(first)
        kind = Self.kind(first, appearance)
        var place = text.index(after: start)
        if first == "\r", place < text.endIndex, text[place] == "\n" {
            place = text.index(after: place)
        }
        let columns = appearance.columnCount(at: column)
        guard kind != .lineEnd, kind != .space else {
            (end, columnCount) = (place, columns)
            return
        }
        var rest = Rest(first, appearance, columns: columns)
        while place < text.endIndex, rest.takes(text[place], limit: limit) {
            place = text.index(after: place)
        }
        (end, columnCount) = (place, rest.columns)
    }

    private static func kind(_ scalar: Unicode.Scalar, _ appearance: Appearance) -> Kind {
        switch appearance {
        case .space, .tab: return .space
        case .lineEnd: return .lineEnd
        case .letter(let columns):
            if scalar.isASCII { return asciiKind(scalar) }
            if columns == 2 { return wideKind(scalar) }
            if scalar.value < 0x600 { return .other }
            return scalar.properties.generalCategory == .decimalNumber ? .digit : .other
        case .mark, .hidden, .replaced: return .other
        }
    }

    private static func asciiKind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar {
        case "0"..."9": .digit
        case "+", "(": .numberStart
        case ")": .numberEnd
        case "-", ".", ",", "/", ":": .numberSign
        default: .other
        }
    }

    private static func wideKind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        case 0x3001, 0x3002, 0x3005, 0x3009, 0x300B, 0x300D, 0x300F, 0x3011, 0x3015, 0x3017, 0x3019,
            0x301B, 0x301E, 0x301F, 0x30FB, 0x30FC, 0xFF01, 0xFF09, 0xFF0C, 0xFF0E, 0xFF1A, 0xFF1B,
            0xFF1F, 0xFF3D, 0xFF5D:
            .closing
        case 0x3008, 0x300A, 0x300C, 0x300E, 0x3010, 0x3014, 0x3016, 0x3018, 0x301A, 0x301D,
            0xFF08, 0xFF3B, 0xFF5B:
            .opening
        case 0x2E80..<0xA4D0, 0xF900..<0xFB00, 0x20000...: .ideograph
        default: .other
        }
    }
}

/// What follows the first character of a cluster.
private struct Rest {
    var columns: Int
    private var last: Unicode.Scalar
    private var isFirst = true
    private var hasBase: Bool
    private var markCount = 0

    init(_ first: Unicode.Scalar, _ appearance: Appearance, columns: Int) {
        last = first
        self.columns = columns
        hasBase = appearance != .mark && appearance != .hidden
        if appearance == .mark { addMark(first) }
    }

    /// Takes the next character, where it belongs to the cluster.
    mutating func takes(_ next: Unicode.Scalar, limit: Int) -> Bool {
        if next.isASCII { return false }
        let appearance = Appearance(next)
        if appearance == .mark {
            // What stands for the marks that are too many needs a column; it may be the next line's.
            if markCount == Appearance.maximumMarkCount, columns + 1 > limit { return false }
            addMark(next)
        } else if appearance != .hidden {
            let more = appearance.columnCount(at: 0)
            if !isJoined(next) || columns + more > limit { return false }
            columns += more
            hasBase = true
            markCount = 0
        }
        last = next
        isFirst = false
        return true
    }

    private mutating func addMark(_ mark: Unicode.Scalar) {
        if !hasBase, mark.properties.generalCategory != .format {
            (hasBase, columns) = (true, 1)  // the circle that it gets to stand on
        }
        markCount += 1
        if markCount == Appearance.maximumMarkCount + 1 { columns += 1 }
        // A sign that is shown as an emoji takes two.
        if mark == "\u{FE0F}", columns == 1 { columns = 2 }
    }

    /// Whether a letter belongs to the one before it.
    private func isJoined(_ next: Unicode.Scalar) -> Bool {
        switch next.value {
        case 0xA9, 0xAE: last == "\u{200D}"
        case ..<0x900: false
        case 0x1F3FB...0x1F3FF: true  // colours of skin
        case 0x1F1E6...0x1F1FF: isFirst && (0x1F1E6...0x1F1FF).contains(last.value)
        case 0x2190...:
            last == "\u{200D}" || next.properties.generalCategory == .spacingMark
        default: next.properties.generalCategory == .spacingMark
        }
    }
}
