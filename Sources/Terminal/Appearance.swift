/// What a screen makes of one character of a text that came from elsewhere.
package enum Appearance: Equatable {
    /// It is shown, in so many columns.
    case letter(columns: Int)
    /// It is drawn onto the character before it, or joins what stands beside it, and takes no column.
    case mark
    /// White space at which a line may end, in so many columns.
    case space(columns: Int)
    /// White space up to the next eighth column.
    case tab
    /// It ends a line.
    case lineEnd
    /// It cannot be seen, and changes nothing that can: it is left out.
    case hidden
    /// It could steer the terminal, hide text, or make it read otherwise than it is: U+FFFD stands in its place.
    case replaced

    /// So many marks are shown on one character: more than any language writes.
    package static let maximumMarkCount = 8
    /// Columns from one tab stop to the next.
    package static let tabWidth = 8

    /// How a character is shown.
    package init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x20: self = .space(columns: 1)
        case 0x21..<0x7F, 0x400..<0x483, 0x48A..<0x530: self = .letter(columns: 1)
        case 0x09: self = .tab
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: self = .lineEnd
        default: self = Self.uncommon(scalar)
        }
    }

    private static func uncommon(_ scalar: Unicode.Scalar) -> Appearance {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            .replaced
        case .format: format(scalar.value)
        case .nonspacingMark, .enclosingMark: .mark
        case .spaceSeparator: space(scalar)
        default: other(scalar)
        }
    }

    /// Characters that are there to change how others look.
    private static func format(_ value: UInt32) -> Appearance {
        switch value {
        // Soft hyphen, zero width space, word joiner, invisible operators, vowel separator, byte order mark.
        case 0xAD, 0x200B, 0x2060...0x2064, 0x180E, 0xFEFF: .hidden
        // The two joiners, and the marks of direction, which are letters without a shape.
        case 0x200C...0x200F, 0x61C: .mark
        // Signs that are written before or over numbers and verses, and can be seen.
        case 0x600...0x605, 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD:
            .letter(columns: 1)
        default: .replaced
        }
    }

    private static func space(_ scalar: Unicode.Scalar) -> Appearance {
        let columns = max(1, CharacterWidth.columnCount(of: scalar))
        // No-break space, figure space, narrow no-break space: what they join stays in one line.
        let joins = [0xA0, 0x2007, 0x202F].contains(scalar.value)
        return joins ? .letter(columns: columns) : .space(columns: columns)
    }

    private static func other(_ scalar: Unicode.Scalar) -> Appearance {
        let columns = CharacterWidth.columnCount(of: scalar)
        // Marks that take a column of their own, and the later letters of a syllable of jamo.
        return columns == 0 ? .mark : .letter(columns: columns)
    }

    /// Columns that it takes behind `column`.
    package func columnCount(at column: Int) -> Int {
        switch self {
        case .letter(let columns), .space(let columns): columns
        case .tab: Self.tabWidth - column % Self.tabWidth
        case .replaced: 1
        case .mark, .lineEnd, .hidden: 0
        }
    }
}
