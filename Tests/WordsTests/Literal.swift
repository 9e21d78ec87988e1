/// A string literal of a Swift file.
struct Literal: Hashable {
    /// What stands in `text` for each value.
    static let value: Unicode.Scalar = "\u{FFFC}"

    /// As it is written, in one line, with a mark in the place of each value.
    let text: String
    let line: Int

    /// Whether a person could read it: a space, on both sides of which a letter or a value stands, not both values.
    var isSentence: Bool {
        let scalars = Array(text.unicodeScalars)
        return scalars.indices.dropFirst().dropLast().contains { index in
            let sides = [scalars[index - 1], scalars[index + 1]]
            return scalars[index] == " "
                && sides.allSatisfy { $0.properties.isAlphabetic || $0 == Self.value }
                && sides.contains { $0.properties.isAlphabetic }
        }
    }

    /// All of a file but those in comments: also those in the values of others.
    static func all(in source: String) -> [Literal] {
        var reader = Reader(Array(source.unicodeScalars))
        reader.readCode()
        return reader.literals.sorted { $0.line < $1.line }
    }
}

/// Goes over Swift, and knows no more of it than where literals begin and end.
private struct Reader {
    private(set) var literals: [Literal] = []
    private let source: [Unicode.Scalar]
    private var place = 0
    private var line = 1

    init(_ source: [Unicode.Scalar]) { self.source = source }

    private var isAtEnd: Bool { place >= source.count }

    private func isNext(_ text: [Unicode.Scalar]) -> Bool {
        guard place + text.count <= source.count else { return false }
        return text.indices.allSatisfy { source[place + $0] == text[$0] }
    }

    private mutating func skip(_ count: Int = 1) {
        for scalar in source[place..<min(place + count, source.count)] where scalar == "\n" {
            line += 1
        }
        place += count
    }

    /// To the bracket that closes a value, or else to the end of the file.
    mutating func readCode() {
        var depth = 0
        while !isAtEnd {
            switch source[place] {
            case "/" where isNext(["/", "/"]):
                while !isAtEnd, source[place] != "\n" { skip() }
            case "\"": readLiteral([])
            case "#" where isNext(["#", "\""]): readLiteral(["#"])
            case "(":
                depth += 1
                skip()
            case ")":
                skip()
                if depth == 0 { return }
                depth -= 1
            default: skip()
            }
        }
    }

    private mutating func readLiteral(_ pound: [Unicode.Scalar]) {
        let start = line
        skip(pound.count)
        let mark: [Unicode.Scalar] = isNext(["\"", "\"", "\""]) ? ["\"", "\"", "\""] : ["\""]
        skip(mark.count)
        var text = String.UnicodeScalarView()
        while !isAtEnd, !isNext(mark + pound) {
            if isNext(["\\"] + pound) {
                skip(1 + pound.count)
                if isNext(["("]) {
                    skip()
                    readCode()
                    text.append(Literal.value)
                } else if isNext(["\n"]) {
                    endLine()
                } else {
                    // What is escaped is no letter, nor a space.
                    skip()
                    text.append("\\")
                }
            } else if source[place] == "\n" {
                endLine()
                text.append(" ")
            } else {
                text.append(source[place])
                skip()
            }
        }
        skip((mark + pound).count)
        literals.append(Literal(text: String(text), line: start))
    }

    /// To where the next line begins behind its indentation.
    private mutating func endLine() {
        skip()
        while isNext([" "]) { skip() }
    }
}
