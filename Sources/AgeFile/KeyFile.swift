import SafeSodium

/// Text files that hold one key a line, with empty lines, and comments in lines that begin
/// with `#`.
///
/// A file of identities may itself be an age file that a passphrase opens.
public enum KeyFile {
    /// Longer files are refused.
    public static let maximumByteCount = 1 << 20

    /// The identities (`AGE-SECRET-KEY-…`) in a file, at least one.
    ///
    /// - Throws: ``AgeError/invalidKeyFile(_:)`` where a line is no identity, or there is none.
    public static func identities(in text: Span<UInt8>) throws(AgeError) -> [Identity] {
        try keys(in: text) { (line) throws(AgeError) in try Identity(line) }
    }

    /// The identities in a file that a passphrase may protect, which is asked for only then.
    ///
    /// - Throws: ``AgeError/invalidKeyFile(_:)``, as
    ///   ``Age/open(_:passphrase:maximumLogN:limit:)``, or what `passphrase` throws.
    public static func identities(
        in file: [UInt8], passphrase: () throws -> Passphrase
    ) throws -> [Identity] {
        guard isEncrypted(file.span) else { return try identities(in: file.span) }
        var text = try Age.open(file, passphrase: try passphrase(), limit: maximumByteCount)
        defer { text.wipe() }
        return try identities(in: text.span)
    }

    /// Whether a file is an age file, armored or not, rather than one of keys.
    public static func isEncrypted(_ file: Span<UInt8>) -> Bool {
        file.starts(with: Header.versionLinePrefix) || Armor.begins(file)
    }

    /// The recipients (`age1…`) in a file, at least one.
    ///
    /// - Throws: ``AgeError/invalidKeyFile(_:)`` where a line is no recipient, or there is none.
    public static func recipients(in text: Span<UInt8>) throws(AgeError) -> [Recipient] {
        try keys(in: text) { (line) throws(AgeError) in try Recipient(line) }
    }

    private static func keys<Key>(
        in text: Span<UInt8>, _ read: (Span<UInt8>) throws(AgeError) -> Key
    ) throws(AgeError) -> [Key] {
        guard text.count <= maximumByteCount else { throw .invalidKeyFile(.tooLong) }
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
                    throw error.inLine(number)
                }
            }
            (start, number) = (next, number + 1)
        }
        guard !keys.isEmpty else { throw .invalidKeyFile(.empty) }
        return keys
    }
}

extension AgeError {
    /// The error of a key, as that of a line in a file of keys.
    fileprivate func inLine(_ number: Int) -> AgeError {
        switch self {
        case .invalidRecipient(let flaw), .invalidIdentity(let flaw):
            .invalidKeyFile(.line(number, flaw))
        default: self
        }
    }
}

extension KeyFlaw {
    /// What a text is that is not the key that was wanted, as far as its beginning tells.
    init(of text: Span<UInt8>, wanting wanted: KeyFlaw) {
        let kinds: [(String, KeyFlaw)] = [
            ("AGE-SECRET-KEY-", .secretKey), ("AGE-PLUGIN-", .plugin), ("ssh-", .ssh),
            ("ecdsa-", .ssh), ("sk-", .ssh), ("-----BEGIN ", .ssh),
        ]
        let found = kinds.first { text.starts(with: $0.0) }?.1
        if let found, found != wanted {
            self = found
        } else if text.starts(with: "age1") {
            // A recipient has one digit 1; what is between two names a plugin, or a kind of tag.
            let isNamed = text.indices.dropFirst(4).contains { text[$0] == UInt8(ascii: "1") }
            let isOurs = text.starts(with: "age1pq1")
            self = isNamed && !isOurs ? .plugin : wanted == .recipient ? .malformed : .recipient
        } else {
            self = .malformed
        }
    }
}
