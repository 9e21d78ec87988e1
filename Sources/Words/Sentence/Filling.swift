/// Puts values into the places of a text.
struct Filling {
    private(set) var text = ""

    private let values: [Sentence.Value]
    private let language: Language

    /// A place that is not one, or has no value, stays as it is written.
    init(_ template: String, _ values: [Sentence.Value], _ language: Language) {
        self.values = values
        self.language = language
        var rest = template[...]
        // By bytes: a help text is long, and the command is not to start slowly for it.
        while let start = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            text += rest[..<start]
            rest = rest[rest.utf8.index(after: start)...]
            guard let end = rest.utf8.firstIndex(of: UInt8(ascii: "}")),
                let filled = filled(rest[..<end])
            else {
                text += "{"
                continue
            }
            text += filled
            rest = rest[rest.utf8.index(after: end)...]
        }
        text += rest
    }

    private func filled(_ place: Substring) -> String? {
        let parts = place.split(separator: "|", omittingEmptySubsequences: false)
        guard let number = Int(parts[0]), values.indices.contains(number - 1) else { return nil }
        switch values[number - 1] {
        case .text(let text): return text
        case .sentence(let sentence): return sentence.text(in: language)
        case .list(let sentences):
            return sentences.map { $0.text(in: language) }
                .joined(separator: Sentence.listSeparator.text(in: language))
        case .number(let number, let isGrouped):
            let digits = isGrouped ? grouped(number) : "\(number)"
            let forms = parts.dropFirst()
            guard !forms.isEmpty else { return digits }
            let form = min(language.pluralForm(number.magnitude), forms.count - 1)
            return String(Array(forms)[form].replacing("#", with: digits))
        }
    }

    /// `1,234,567`.
    private func grouped(_ number: Int64) -> String {
        let digits = Array(String(number.magnitude))
        let separator = Sentence.digitSeparator.text(in: language)
        var text = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += separator }
            text.append(digit)
        }
        return text
    }
}
