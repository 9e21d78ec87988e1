package import Statements
import TransparencyLog

/// Somebody to whom a record was sealed: a line of the part `recipients`.
///
/// ```
/// <64 hex> 1        the device's fingerprint, and the number of the card whose opening key was used
/// ```
/// Source: the page *Records and attachments*, "recipients".
package struct RecipientLine: Hashable, Sendable {
    package let fingerprint: Fingerprint
    package let cardNumber: UInt64

    package init(_ fingerprint: Fingerprint, cardNumber: UInt64) {
        self.fingerprint = fingerprint
        self.cardNumber = cardNumber
    }

    static func encode(_ lines: [RecipientLine]) -> [UInt8] {
        Array(
            lines.sorted { $0.fingerprint < $1.fingerprint }
                .map { "\($0.fingerprint) \($0.cardNumber)\n" }.joined().utf8)
    }

    /// Reads the part: 1 to 64 lines, ascending.
    ///
    /// - Throws: ``TestimonyError/recipients``.
    static func decode(_ bytes: [UInt8]) throws(TestimonyError) -> [RecipientLine] {
        guard let lines = TextLines.split(bytes), (1...64).contains(lines.count) else {
            throw .recipients
        }
        let read = lines.compactMap { line -> RecipientLine? in
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 2, let fingerprint = Fingerprint(hex: words[0]),
                let number = UInt64(strictDecimal: words[1]), number > 0
            else { return nil }
            return RecipientLine(fingerprint, cardNumber: number)
        }
        guard read.count == lines.count,
            zip(read, read.dropFirst()).allSatisfy({ $0.fingerprint < $1.fingerprint })
        else { throw .recipients }
        return read
    }
}

/// Texts of lines that each end with a newline.
enum TextLines {
    /// nil where it is not UTF-8, is empty, or its last line does not end.
    static func split(_ bytes: [UInt8]) -> [Substring]? {
        guard bytes.last == UInt8(ascii: "\n"),
            let text = String(validating: bytes.dropLast(), as: UTF8.self)
        else { return nil }
        return text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { Substring($0) }
    }
}
