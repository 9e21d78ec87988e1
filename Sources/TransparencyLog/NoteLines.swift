/// The lines of a note's text, read strictly and in order.
///
/// ```
/// <kind>/v<N>           the first line tells what this is, so no text passes for another kind
/// <key>: <value>        the keys of that kind in their one order; values are not empty
/// <key>: <value>        lines that the reader does not know, bounded
/// ```
///
/// ```swift
/// var lines = try NoteLines(note.text, expecting: "example.org/receipt/v1")
/// let log = try lines.value(for: "log")
/// let size = try lines.number(for: "size")
/// let objects = lines.values(for: "object")
/// try lines.finish()
/// ```
package struct NoteLines {
    private let lines: [Substring]
    private var next = 1
    /// The keys that were asked for: those that the kind has.
    private var known: Set<String> = []

    /// Starts after the first line.
    ///
    /// - Throws: ``NoteError/wrongKind(wanted:)`` where the first line is another one, or the text
    ///   does not end with a newline.
    package init(_ text: String, expecting firstLine: String) throws(NoteError) {
        let lines = text.utf8.split(separator: .newline, omittingEmptySubsequences: false)
        guard lines[0].elementsEqual(firstLine.utf8), lines.count > 1, lines.last?.isEmpty == true
        else { throw .wrongKind(wanted: firstLine) }
        self.lines = lines.dropLast().map { Substring($0) }
    }

    /// The value of the next line, which must have this key.
    ///
    /// - Throws: ``NoteError/unexpectedLine(number:wanted:)`` where it has not, or no value.
    package mutating func value(for key: String) throws(NoteError) -> Substring {
        guard let value = optionalValue(for: key) else {
            throw .unexpectedLine(number: next + 1, wanted: key)
        }
        return value
    }

    /// The value of the next line if it has this key; nil, and no step on, if not.
    package mutating func optionalValue(for key: String) -> Substring? {
        known.insert(key)
        guard next < lines.count else { return nil }
        let line = lines[next].utf8
        let start = key.utf8.count + 2
        guard line.count > start, line.prefix(start).elementsEqual("\(key): ".utf8) else {
            return nil
        }
        next += 1
        return Substring(line.dropFirst(start))
    }

    /// The values of the next lines that have this key, as many as there are.
    package mutating func values(for key: String) -> [Substring] {
        var values: [Substring] = []
        while let value = optionalValue(for: key) { values.append(value) }
        return values
    }

    /// The decimal number in the next line, without leading zeros and at most 2^63 − 1.
    ///
    /// - Throws: as ``value(for:)``, and ``NoteError/malformedValue(of:)``.
    package mutating func number(for key: String) throws(NoteError) -> UInt64 {
        guard let number = UInt64(strictDecimal: try value(for: key)) else {
            throw .malformedValue(of: key)
        }
        return number
    }

    /// The time in the next line.
    ///
    /// - Throws: as ``value(for:)``, and ``NoteError/malformedValue(of:)``.
    package mutating func time(for key: String) throws(NoteError) -> Timestamp {
        guard let time = Timestamp(try value(for: key)) else { throw .malformedValue(of: key) }
        return time
    }

    /// Takes what is left: lines that a later version added.
    ///
    /// - Throws: ``NoteError/unexpectedLine(number:wanted:)`` for the first one that is none: a key of this kind, a line
    ///   without a key, one that is too long, or more of them than a reader takes.
    @discardableResult
    package mutating func finish() throws(NoteError) -> UnknownLines {
        var unknown = UnknownLines()
        while next < lines.count {
            guard unknown.add(lines[next], besides: known) else {
                throw .unexpectedLine(number: next + 1, wanted: nil)
            }
            next += 1
        }
        return unknown
    }
}

extension FixedWidthInteger {
    /// A decimal number as texts here have it: digits only, no leading zero, at most 2^63 − 1.
    /// nil for anything else, and for what this type cannot hold.
    package init?(strictDecimal text: some StringProtocol) {
        let digits = text.utf8
        guard (1...19).contains(digits.count),
            digits.count == 1 || digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let value = Int64(text), let number = Self(exactly: value)
        else { return nil }
        self = number
    }
}
