/// Text from elsewhere, made harmless for a terminal.
public enum DisplayText {
    /// Without control and direction characters, which could move the cursor, change colours or
    /// make text read otherwise than it is. Line ends and tabs stay.
    public static func safe(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n" && scalar != "\t": result.append("\u{FFFD}")
            case .format where !isJoiner(scalar): result.append("\u{FFFD}")
            case .surrogate, .privateUse, .lineSeparator, .paragraphSeparator:
                result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// The two joiners that Persian and other scripts are written with.
    private static func isJoiner(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{200C}" || scalar == "\u{200D}"
    }
}
