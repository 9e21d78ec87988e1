import Glibc
package import SafeSodium

/// A passphrase that seals or opens files by itself (C2SP age.md, "The scrypt recipient type").
///
/// A class, because several readers and threads use one secret, which must not be copied.
public final class Passphrase: Sendable {
    /// The cost of a new file, as the power of two of scrypt's rounds: 256 MiB, about a second.
    public static let defaultLogN = 18
    /// The highest cost that a reader pays unless told otherwise: half of this machine's memory, and at
    /// most 4 GiB (22).
    public static let defaultMaximumLogN = {
        let memory = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
        // scrypt takes 1 KiB a round.
        let rounds = max(memory / 2 / 1024, 1)
        return min(22, Int.bitWidth - 1 - rounds.leadingZeroBitCount)
    }()

    private let secret: SecretBytes
    /// What is tried where ``secret`` opens nothing.
    private let other: SecretBytes
    private let hasOther: Bool
    private let isWanted: @Sendable () -> Bool

    /// Takes over a passphrase that is in guarded memory already.
    package init(_ secret: consuming SecretBytes) {
        self.secret = secret
        other = SecretBytes(byteCount: 0)
        hasOther = false
        isWanted = { true }
    }

    /// A copy of a passphrase. The caller sees to the original's going away.
    public convenience init(copying passphrase: Span<UInt8>) {
        self.init(SecretBytes(copying: passphrase))
    }

    /// A copy of a passphrase, and of another way to write it, which is tried where the first one opens nothing: keyboards
    /// differ in how they compose letters. A file is sealed with the first one alone.
    ///
    /// - Parameters:
    ///   - passphrase: as it was typed.
    ///   - other: the other way; the same bytes are not tried twice.
    ///   - isWanted: asked several times a second while scrypt runs; false ends it with ``AgeError/stopped``.
    public init(
        copying passphrase: Span<UInt8>, orElse other: Span<UInt8>,
        while isWanted: @escaping @Sendable () -> Bool
    ) {
        secret = SecretBytes(copying: passphrase)
        self.other = SecretBytes(copying: other)
        hasOther = !self.other.isSame(as: secret)
        self.isWanted = isWanted
    }

    /// The same from a string, whose memory cannot be overwritten afterwards: prefer bytes.
    public convenience init(_ passphrase: String) {
        var bytes = Array(passphrase.utf8)
        defer { bytes.wipe() }
        self.init(copying: bytes.span)
    }

    /// The stanza that wraps a file key with this passphrase.
    func wrap(_ fileKey: borrowing FileKey, logN: Int) throws(AgeError) -> Stanza {
        try ScryptStanza.wrap(fileKey, passphrase: secret, logN: logN, while: isWanted)
    }

    /// The file key of a header; nil where the passphrase is another, or none is asked for.
    ///
    /// - Throws: ``AgeError/invalidHeader(_:)`` where the stanza is malformed,
    ///   ``AgeError/workFactorTooHigh(_:)`` where it asks for more than 2 to the `maximumLogN`.
    func unwrap(_ stanzas: [Stanza], maximumLogN: Int) throws(AgeError) -> FileKey? {
        let key = try Self.unwrap(stanzas, secret, maximumLogN, isWanted)
        if key == nil, hasOther {
            return try Self.unwrap(stanzas, other, maximumLogN, isWanted)
        }
        return key
    }

    // Static: a secret of a class is lent as a whole.
    private static func unwrap(
        _ stanzas: [Stanza], _ secret: borrowing SecretBytes, _ maximumLogN: Int,
        _ isWanted: () -> Bool
    ) throws(AgeError) -> FileKey? {
        try ScryptStanza.unwrap(
            stanzas, passphrase: secret, maximumLogN: maximumLogN, while: isWanted)
    }
}
