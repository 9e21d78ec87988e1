import Terminal
import Words

/// A value under its name, as in `Time:      2026-…`.
struct Field {
    let label: Sentence
    let value: Sentence
    /// Where values begin.
    private let column: Int
    /// Columns that stay free on a terminal before what goes on on a further line.
    let hanging: Int

    /// Where values begin whose names are short.
    static let column = 11

    init(_ label: Sentence, _ value: Sentence) {
        self.init(label, value, column: Self.column, hanging: Self.column)
    }

    private init(_ label: Sentence, _ value: Sentence, column: Int, hanging: Int) {
        self.label = label
        self.value = value
        self.column = column
        self.hanging = hanging
    }

    /// A field below those of what it came of.
    static func result(_ label: Sentence, _ value: Sentence) -> Field {
        Field(label, value, column: column, hanging: 4)
    }

    /// A field among those whose names are longer.
    static func wide(_ label: Sentence, _ value: Sentence) -> Field {
        Field(label, value, column: 15, hanging: 4)
    }

    /// A value that is no sentence, such as an id.
    init(_ label: Sentence, data: String) {
        self.init(label, .plain(data))
    }

    /// As ``wide(_:_:)``, of a value that is no sentence.
    static func wide(_ label: Sentence, data: String) -> Field {
        wide(label, .plain(data))
    }

    /// The value begins where all do, unless the name is too long for that.
    var text: String {
        let name = label.text()
        let width = name.unicodeScalars.reduce(0) { $0 + CharacterWidth.columnCount(of: $1) }
        let space = String(repeating: " ", count: max(1, column - width))
        return name + space + value.text()
    }
}
