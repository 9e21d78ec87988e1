package import SafeSodium

/// What opens a vault's key slots: a text that a person knows.
///
/// It is kept twice, in guarded memory: as it was typed, and in the one form that every keyboard's
/// way of writing it leads to.
public struct VaultPassphrase: ~Copyable, Sendable {
    /// The most bytes that are taken.
    public static let maximumByteCount = 1024

    /// The bytes, as they were typed: for age files.
    package let typed: SecretBytes
    /// What the vault's key derivation gets: the text normalised, and where it is words of the list,
    /// in lower case with one space between two. See *The vault's folder*, "Passphrase".
    package let secret: SecretBytes

    private init(typed: consuming SecretBytes, secret: consuming SecretBytes) {
        self.typed = typed
        self.secret = secret
    }

    /// Takes over what was typed or read, and overwrites it there.
    ///
    /// - Throws: ``PassphraseProblem``: `notUTF8`; `nul`; `tooLong`.
    public init(wiping bytes: inout [UInt8]) throws(PassphraseProblem) {
        let typed = SecretBytes(wiping: &bytes)
        try Self.check(typed)
        let secret = Self.secret(of: typed)
        self.init(typed: typed, secret: secret)
    }

    private static func check(_ typed: borrowing SecretBytes) throws(PassphraseProblem) {
        guard typed.byteCount <= maximumByteCount else { throw .tooLong }
        guard Normalisation.isUTF8(typed.bytes) else { throw .notUTF8 }
        for index in typed.bytes.indices where typed.bytes[index] == 0 { throw .nul }
    }

    private static func secret(of typed: borrowing SecretBytes) -> SecretBytes {
        let normalised = Normalisation.normalised(typed.bytes)
        return ListPhrase.canonical(normalised.bytes) ?? normalised.duplicate()
    }

    /// Six words drawn from a list of 7776: 77 bits.
    public static func generated() -> VaultPassphrase {
        var text: [UInt8] = []
        text.reserveCapacity(6 * 16)
        defer { text.wipe() }
        for number in 0..<6 {
            if number > 0 { text.append(UInt8(ascii: " ")) }
            text += WordList.words[Int(Random.number(below: UInt32(WordList.words.count)))].utf8
        }
        return VaultPassphrase(
            typed: SecretBytes(copying: text.span), secret: SecretBytes(copying: text.span))
    }

    /// Whether two are the same to a vault.
    public borrowing func isSame(as other: borrowing VaultPassphrase) -> Bool {
        secret.isSame(as: other.secret)
    }

    /// How many bytes were typed.
    public var byteCount: Int { typed.byteCount }

    /// Whether nothing was typed.
    public var isEmpty: Bool { typed.byteCount == 0 }

    /// The text, to be shown once to the person whose it is.
    public borrowing func revealed() -> String {
        String(decoding: [UInt8](typed.bytes), as: UTF8.self)
    }

    /// Why this passphrase should not protect a vault; nil where it may.
    ///
    /// At least 2^45 guesses are asked for, by the lowest of several estimates; each guess costs one
    /// Argon2id.
    ///
    /// - Parameter context: what somebody who holds the vault knows of its owner: name, role.
    public borrowing func weakness(knowing context: [String] = []) -> Weakness? {
        if isEmpty { return .empty }
        for index in secret.bytes.indices where Self.isControl(secret.bytes[index]) {
            return .controlCharacter
        }
        let estimate = StrengthMeter.estimate(secret.bytes, context: context)
        return estimate.bits < Self.minimumBits ? estimate.kind : nil
    }

    private static let minimumBits = 45.0

    private static func isControl(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F
    }
}
