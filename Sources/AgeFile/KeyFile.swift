import SafeSodium

/// Text files that hold one key a line, with empty lines, and comments in lines that begin
/// with `#`.
public enum KeyFile {
    /// Longer files are refused.
    public static let maximumByteCount = 1 << 20

    /// The identities (`AGE-SECRET-KEY-…`) in a file, at least one.
    ///
    /// - Throws: ``AgeError/invalidKeyFile(line:)`` where a line is no identity, or there is none.
    public static func identities(in text: Span<UInt8>) throws(AgeError) -> [Identity] {
        try keys(in: text) { (line) throws(AgeError) in try Identity(line) }
    }

    /// The recipients (`age1…`) in a file, at least one.
    ///
    /// - Throws: ``AgeError/invalidKeyFile(line:)`` where a line is no recipient, or there is none.
    public static func recipients(in text: Span<UInt8>) throws(AgeError) -> [Recipient] {
        try keys(in: text) { (line) throws(AgeError) in try Recipient(line) }
    }

    private static func keys<Key>(
        in text: Span<UInt8>, _ read: (Span<UInt8>) throws(AgeError) -> Key
    ) throws(AgeError) -> [Key] {
        guard text.count <= maximumByteCount else { throw .invalidKeyFile(line: 0) }
        var keys: [Key] = []
        var (start, number) = (0, 1)
        while start < text.count {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            let next = end + 1
            if end > start, text[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            if end > start, text[start] != UInt8(ascii: "#") {
                do {
                    keys.append(try read(text.extracting(start..<end)))
                } catch {
                    throw .invalidKeyFile(line: number)
                }
            }
            (start, number) = (next, number + 1)
        }
        guard !keys.isEmpty else { throw .invalidKeyFile(line: 0) }
        return keys
    }
}
