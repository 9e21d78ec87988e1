/// Text from elsewhere, made harmless for a terminal and readable on it.
public enum DisplayText {
    /// All line ends as line feeds, without what cannot be seen anyway, and with U+FFFD for control and
    /// direction characters, which could move the cursor, change colours or make text read otherwise than it is.
    /// Tabs stay; of the marks on one letter, the first eight do.
    public static func safe(_ text: String) -> String {
        var cleaner = Cleaner()
        cleaner.text.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars { cleaner.add(scalar) }
        return String(cleaner.text)
    }

    /// A part of a text as one line of a screen: tabs as spaces up to `column` and on, no line end, no blanks at the end.
    static func drawn(_ part: Substring, from column: Int = 0) -> String {
        var cleaner = Cleaner(column: column, expandsTabs: true)
        cleaner.text.reserveCapacity(part.utf8.count)
        for scalar in part.unicodeScalars where Appearance(scalar) != .lineEnd {
            cleaner.add(scalar)
        }
        while let last = cleaner.text.last, last.properties.isWhitespace {
            cleaner.text.removeLast()
        }
        return String(cleaner.text)
    }

    /// A name, a reason or another value as one line: line ends as U+FFFD, white space as single spaces and none
    /// at the ends, no mark at the start, and no more than `limit` columns, with an ellipsis where it was cut.
    public static func line(_ text: String, limit: Int = 255) -> String {
        let ellipsis: Unicode.Scalar = "\u{2026}"
        var cleaner = Cleaner()
        var columns = 0
        var isSpaceDue = false
        for scalar in text.unicodeScalars {
            var (scalar, appearance) = (scalar, Appearance(scalar))
            if isBlank(scalar) { appearance = .space(columns: 1) }
            if appearance == .lineEnd { (scalar, appearance) = (Cleaner.replacement, .replaced) }
            switch appearance {
            case .space, .tab:
                isSpaceDue = !cleaner.text.isEmpty
                continue
            case .hidden: continue
            case .mark where cleaner.text.isEmpty || isSpaceDue || isDirection(scalar): continue
            default: break
            }
            let width = appearance.columnCount(at: 0) + (isSpaceDue ? 1 : 0)
            guard columns + width < limit else {
                cleaner.add(ellipsis)
                break
            }
            if isSpaceDue { cleaner.add(" ") }
            isSpaceDue = false
            cleaner.add(scalar)
            columns += width
        }
        return String(cleaner.text)
    }

    /// A value from elsewhere between quotation marks that it cannot close: with those in it as apostrophes.
    public static func quoted(_ text: String, limit: Int = 255) -> String {
        var view = "\"".unicodeScalars
        var isRightToLeft = false
        for scalar in line(text, limit: limit).unicodeScalars {
            view.append(isQuotationMark(scalar) ? "'" : scalar)
            if isRightToLeftLetter(scalar) { isRightToLeft = true }
        }
        view.append("\"")
        // So that a terminal that orders by direction does not draw what follows into the name.
        if isRightToLeft { view.append("\u{200E}") }
        return String(view)
    }

    /// JSON whose strings hold nothing but what can be seen; all else as `\uXXXX`: the same value.
    public static func json(_ json: String) -> String {
        var result = String.UnicodeScalarView()
        var markCount = Appearance.maximumMarkCount
        for scalar in json.unicodeScalars {
            var isPlain = scalar.isASCII && scalar.value != 0x7F
            switch isPlain ? .letter(columns: 1) : Appearance(scalar) {
            case .letter where isPlain || !isBlank(scalar):
                isPlain = true
                markCount = scalar == "\"" ? Appearance.maximumMarkCount : 0
            case .mark where scalar.properties.generalCategory != .format:
                isPlain = markCount < Appearance.maximumMarkCount
                markCount += 1
            default: break
            }
            if isPlain {
                result.append(scalar)
            } else {
                for unit in String(scalar).utf16 { append(escaped: unit) }
            }
        }
        return String(result)

        func append(escaped unit: UInt16) {
            let digits = String(unit, radix: 16)
            let zeros = String(repeating: "0", count: 4 - digits.utf8.count)
            result.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
        }
    }

    // MARK: Kinds of characters

    /// Letters without a shape, and spaces that do not count as such.
    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xA0, 0x2007, 0x202F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0: true
        default: false
        }
    }

    private static func isDirection(_ scalar: Unicode.Scalar) -> Bool {
        [0x200E, 0x200F, 0x61C].contains(scalar.value)
    }

    private static func isRightToLeftLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x590..<0x900, 0xFB1D..<0xFE00, 0xFE70..<0xFEFF, 0x10800..<0x11000, 0x1E800..<0x1F000:
            true
        default: false
        }
    }

    /// `"`, and what looks like it.
    private static func isQuotationMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x22, 0x2BA, 0x2DD, 0x2EE, 0x5F4, 0x201C...0x201F, 0x2033, 0x2036, 0x275D, 0x275E,
            0x301D...0x301F, 0x3003, 0xFF02:
            true
        default: false
        }
    }
}

/// Text that grows by one character after the other, as a screen shows them.
private struct Cleaner {
    static let replacement: Unicode.Scalar = "\u{FFFD}"

    var text = String.UnicodeScalarView()
    /// The column behind the text; counted only where tabs are expanded.
    var column = 0
    var expandsTabs = false
    private var markCount = 0
    private var hasBase = false
    private var isAfterReturn = false

    init(column: Int = 0, expandsTabs: Bool = false) {
        self.column = column
        self.expandsTabs = expandsTabs
    }

    mutating func add(_ scalar: Unicode.Scalar) {
        defer { isAfterReturn = scalar == "\r" }
        let appearance = Appearance(scalar)
        if expandsTabs, appearance != .tab { column += appearance.columnCount(at: column) }
        switch appearance {
        case .letter, .space: append(scalar, isBase: true)
        case .replaced: append(Self.replacement, isBase: true)
        case .tab: addTab()
        case .lineEnd where scalar == "\n" && isAfterReturn: break
        case .lineEnd: append("\n", isBase: false)
        case .hidden: break
        case .mark: addMark(scalar)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, isBase: Bool) {
        text.append(scalar)
        hasBase = isBase
        markCount = 0
    }

    private mutating func addTab() {
        guard expandsTabs else { return append("\t", isBase: false) }
        let count = Appearance.tab.columnCount(at: column)
        column += count
        for _ in 0..<count { append(" ", isBase: true) }
    }

    /// A mark at the start of a line gets a circle to stand on; too many become one U+FFFD.
    private mutating func addMark(_ scalar: Unicode.Scalar) {
        if !hasBase, scalar.properties.generalCategory != .format {
            text.append("\u{25CC}")
            column += 1
            hasBase = true
        }
        markCount += 1
        if markCount <= Appearance.maximumMarkCount {
            text.append(scalar)
        } else if markCount == Appearance.maximumMarkCount + 1 {
            text.append(Self.replacement)
            column += 1
        }
    }
}
