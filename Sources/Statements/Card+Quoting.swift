extension Card {
    /// The name between quotation marks that it cannot close, for sentences: whoever makes a card chooses the name.
    package var quotedName: String {
        let marks: [Unicode.Scalar] = [
            "\"", "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{FF02}",
        ]
        var result = "\"".unicodeScalars
        for scalar in name.unicodeScalars { result.append(marks.contains(scalar) ? "'" : scalar) }
        result.append("\"")
        return String(result)
    }
}
