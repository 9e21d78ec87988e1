import SystemPackage
import Terminal

/// Something that is said to a person: a whole sentence in English, and the values in it.
///
/// The English text, with numbered places for its values, is the key under which a catalogue of another
/// language has its own: gettext's `msgid`. Only this room makes sentences; whoever says one gives values.
public struct Sentence: Hashable, Sendable {
    /// The English text with places for values: `{1}`, or `{2|# file|# files}`, which the number there chooses
    /// from, `#` being the number.
    public let key: String
    /// What stands in the places, from 1.
    let values: [Value]

    init(_ template: Template) {
        key = template.key
        values = template.values
    }

    /// In the language that is asked for.
    public func text(in language: Language = .english) -> String {
        Filling(language.sentences[key] ?? key, values, language).text
    }
}

extension Sentence {
    /// What stands in a place.
    enum Value: Hashable, Sendable {
        case text(String)
        case number(Int64, isGrouped: Bool)
        case sentence(Sentence)
        case list([Sentence])
    }

    /// A sentence as it is written in this room: a literal with values of known types.
    struct Template: ExpressibleByStringInterpolation {
        let key: String
        let values: [Value]

        init(stringLiteral value: String) {
            key = value
            values = []
        }

        init(stringInterpolation: StringInterpolation) {
            key = stringInterpolation.key
            values = stringInterpolation.values
        }

        struct StringInterpolation: StringInterpolationProtocol {
            fileprivate var key = ""
            fileprivate var values: [Value] = []

            init(literalCapacity: Int, interpolationCount: Int) {}

            mutating func appendLiteral(_ literal: String) {
                key += literal
            }

            private mutating func append(_ value: Value, _ forms: String = "") {
                values.append(value)
                key += "{\(values.count)\(forms)}"
            }

            /// Something as it is: a path, an id, a time.
            mutating func appendInterpolation(_ value: String) {
                append(.text(value))
            }

            /// Something that has one way to be written.
            mutating func appendInterpolation(_ value: some CustomStringConvertible) {
                append(.text("\(value)"))
            }

            /// A number by itself.
            mutating func appendInterpolation(_ value: some BinaryInteger) {
                append(.number(Int64(clamping: value), isGrouped: false))
            }

            /// A number with what it counts; `#` in the forms is the number.
            mutating func appendInterpolation(
                _ value: some BinaryInteger, _ one: StaticString, _ many: StaticString
            ) {
                append(.number(Int64(clamping: value), isGrouped: false), "|\(one)|\(many)")
            }

            /// As a number with what it counts, and written like `1,234,567`.
            mutating func appendInterpolation(
                grouped value: some BinaryInteger, _ one: StaticString, _ many: StaticString
            ) {
                append(.number(Int64(clamping: value), isGrouped: true), "|\(one)|\(many)")
            }

            /// Bytes: `812 bytes`, `4.2 KiB`.
            mutating func appendInterpolation(byteCount: Int64) {
                append(.sentence(.size(byteCount)))
            }

            /// Bytes in `1.5 MiB`, cut to a tenth.
            mutating func appendInterpolation(mebibytes byteCount: Int64) {
                let tenths = ((byteCount & 0xF_FFFF) * 10) >> 20
                append(.text("\(byteCount >> 20).\(tenths) MiB"))
            }

            /// A name that somebody chose, between quotation marks that it cannot close.
            mutating func appendInterpolation(quoted name: String) {
                append(.text(DisplayText.quoted(name)))
            }

            /// A value from elsewhere in one line, cut where it is long.
            mutating func appendInterpolation(line value: String) {
                append(.text(DisplayText.line(value)))
            }

            /// A path, in one line, without what could move a cursor or hide text.
            mutating func appendInterpolation(path: FilePath) {
                append(.text(path.shown))
            }

            /// A sentence of its own, such as the reason of what is said.
            mutating func appendInterpolation(_ sentence: Sentence) {
                append(.sentence(sentence))
            }

            /// Some that stand beside each other, such as names.
            mutating func appendInterpolation(list sentences: [Sentence]) {
                append(.list(sentences))
            }
        }
    }
}
