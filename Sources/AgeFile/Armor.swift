/// The strict PEM text in which an age file goes through channels of text (C2SP age.md, "ASCII
/// armor"; RFC 7468 §3, figure 3).
///
///     -----BEGIN AGE ENCRYPTED FILE-----
///     base64 with padding, in lines of 64 characters; the last may be shorter
///     -----END AGE ENCRYPTED FILE-----
public enum Armor {
    static let begin = "-----BEGIN AGE ENCRYPTED FILE-----"
    static let end = "-----END AGE ENCRYPTED FILE-----"
    static let lineCharacterCount = 64
    static let lineByteCount = 48
    /// White space around the armor is allowed up to here.
    static let maximumWhitespaceByteCount = 1024

    /// Whether bytes, of which these are the first, can only be meant as an armor.
    ///
    /// A kilobyte is enough to tell.
    public static func isLikely(_ prefix: Span<UInt8>) -> Bool {
        isBegun(by: "-----BEGIN", prefix)
    }

    /// Whether a text begins as the armor of an age file does, and not as another PEM text.
    static func begins(_ text: Span<UInt8>) -> Bool {
        isBegun(by: begin, text)
    }

    private static func isBegun(by mark: String, _ text: Span<UInt8>) -> Bool {
        var start = 0
        while start < text.count, isWhitespace(text[start]) { start += 1 }
        return text.extracting(droppingFirst: start).starts(with: mark)
    }

    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(byte)
    }
}

extension Span where Element == UInt8 {
    /// Whether the bytes begin as a text does.
    func starts(with text: String) -> Bool {
        let prefix = Array(text.utf8)
        return count >= prefix.count && prefix.indices.allSatisfy { self[$0] == prefix[$0] }
    }
}
