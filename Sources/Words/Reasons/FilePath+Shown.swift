import SystemPackage

extension FilePath {
    /// One line, whatever the name is. What is not UTF-8, and what could move a cursor or hide text, becomes a mark.
    var shown: String {
        String(
            String.UnicodeScalarView(
                string.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .surrogate, .privateUse, .lineSeparator,
                        .paragraphSeparator:
                        scalar == "\u{200C}" || scalar == "\u{200D}" ? scalar : "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
