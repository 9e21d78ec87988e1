import SafeSodium

/// The stanza of a passphrase (C2SP age.md, "scrypt recipient stanza"); it is the only one.
///
///     -> scrypt BASE64(salt, 16 bytes) logN
///     ChaCha20-Poly1305 ciphertext of the file key, 32 bytes
enum ScryptStanza {
    static let type = "scrypt"
    private static let saltByteCount = 16
    private static let label = Array("age-encryption.org/v1/scrypt".utf8)

    static func wrap(
        _ fileKey: borrowing FileKey, passphrase: borrowing SecretBytes, logN: Int,
        while isWanted: () -> Bool
    ) throws(AgeError) -> Stanza {
        let salt = Random.bytes(saltByteCount)
        let key = try wrappingKey(passphrase, salt: salt, logN: logN, while: isWanted)
        let argument = Base64.encode(salt, padding: .none)
        return Stanza(unchecked: type, [argument, String(logN)], fileKey.wrapped(under: key))
    }

    static func unwrap(
        _ stanzas: [Stanza], passphrase: borrowing SecretBytes, maximumLogN: Int,
        while isWanted: () -> Bool
    ) throws(AgeError) -> FileKey? {
        guard let stanza = stanzas.first, stanza.type == type else { return nil }
        guard stanzas.count == 1 else { throw .invalidHeader(.passphraseNotAlone) }
        guard stanza.arguments.count == 2,
            let salt = Base64.decode(stanza.arguments[0], padding: .none),
            salt.count == saltByteCount, let logN = parseLogN(stanza.arguments[1]),
            stanza.body.count == FileKey.wrappedByteCount
        else { throw .invalidHeader(.invalidStanza(type: type)) }
        // libsodium computes up to 2^30; nobody has more memory for it.
        guard logN <= min(maximumLogN, 30) else { throw .workFactorTooHigh(logN) }
        let key = try wrappingKey(passphrase, salt: salt, logN: logN, while: isWanted)
        return FileKey(unwrapping: stanza.body, under: key)
    }

    private static func wrappingKey(
        _ passphrase: borrowing SecretBytes, salt: [UInt8], logN: Int,
        while isWanted: () -> Bool
    ) throws(AgeError) -> SecretBytes {
        do throws(PasswordHashFailure) {
            return try PasswordHash.scrypt(
                passphrase: passphrase.bytes, salt: label + salt, logN: logN, while: isWanted)
        } catch {
            throw error == .stopped ? .stopped : .outOfMemory
        }
    }

    /// Decimal digits without a leading zero. A number that does not fit is as good as the
    /// greatest that does.
    private static func parseLogN(_ text: String) -> Int? {
        let isDecimal = text.utf8.allSatisfy {
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        guard let first = text.utf8.first, first != UInt8(ascii: "0"), isDecimal else { return nil }
        return Int(text) ?? .max
    }
}
