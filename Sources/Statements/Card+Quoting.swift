extension Card {
    /// The name between quotation marks that it cannot close, for sentences: whoever makes a card chooses the name.
    package var quotedName: String {
        let marks: [Unicode.Scalar] = [
            "\"", "\u{2BA}", "\u{2DD}", "\u{2EE}", "\u{5F4}", "\u{201C}", "\u{201D}", "\u{201E}",
            "\u{201F}", "\u{2033}", "\u{2036}", "\u{275D}", "\u{275E}", "\u{301D}", "\u{301E}",
            "\u{301F}", "\u{3003}", "\u{FF02}",
        ]
        var result = "\"".unicodeScalars
        for scalar in name.unicodeScalars { result.append(marks.contains(scalar) ? "'" : scalar) }
        result.append("\"")
        return String(result)
    }
}
