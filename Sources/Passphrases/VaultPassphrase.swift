import CZxcvbn
package import SafeSodium

/// What opens a vault's key slots: bytes that a person knows.
public struct VaultPassphrase: ~Copyable, Sendable {
    /// The most bytes that are taken.
    public static let maximumByteCount = 1024

    /// The bytes, as they were typed.
    package let secret: SecretBytes

    package init(_ secret: consuming SecretBytes) {
        self.secret = secret
    }

    /// Takes over what was typed or read, and overwrites it there.
    public init(wiping bytes: inout [UInt8]) {
        secret = SecretBytes(wiping: &bytes)
    }

    /// Six words drawn from a list of 7776: 77 bits.
    public static func generated() -> VaultPassphrase {
        var text: [UInt8] = []
        for number in 0..<6 {
            if number > 0 { text.append(UInt8(ascii: " ")) }
            text += WordList.words[Int(Random.number(below: UInt32(WordList.words.count)))].utf8
        }
        return VaultPassphrase(wiping: &text)
    }

    /// Whether two are the same.
    public borrowing func isSame(as other: borrowing VaultPassphrase) -> Bool {
        secret.isSame(as: other.secret)
    }

    /// How long it is. What is longer than ``maximumByteCount`` may have been cut off.
    public var byteCount: Int { secret.byteCount }

    /// Whether nothing was typed.
    public var isEmpty: Bool { secret.byteCount == 0 }

    /// The text, to be shown once to the person whose it is.
    public borrowing func revealed() -> String {
        String(decoding: [UInt8](secret.bytes), as: UTF8.self)
    }

    /// Why this passphrase should not protect a vault; nil where it may.
    ///
    /// Its strength is estimated by zxcvbn from dictionaries, names, dates, keyboard walks and
    /// repetitions: at least 2^45 guesses are asked for, each of which costs one Argon2id.
    public borrowing func weakness() -> Weakness? {
        if secret.byteCount == 0 { return .empty }
        if secret.byteCount > Self.maximumByteCount { return .tooLong }
        // The estimate takes time that grows with the square of the length; a long prefix is
        // enough.
        var text = SecretBytes(byteCount: min(secret.byteCount, 128) + 1)
        let count = text.byteCount - 1
        let source = secret.bytes
        var target = text.mutableBytes
        for index in 0..<count { target[index] = source[index] }
        let bits = unsafe text.bytes.withUnsafeBytes { buffer in
            // SAFETY: the text ends in the NUL that `SecretBytes` was made with.
            unsafe ZxcvbnMatch(
                buffer.assumingMemoryBound(to: CChar.self).baseAddress, nil, nil)
        }
        return bits < Self.minimumBits ? .guessable(bits: Int(bits)) : nil
    }

    private static let minimumBits = 45.0

    /// What is wrong with a passphrase.
    public enum Weakness: Hashable, Sendable, CustomStringConvertible {
        /// It has no characters.
        case empty
        /// It has more than ``VaultPassphrase/maximumByteCount`` bytes.
        case tooLong
        /// It can be found by so many guesses, as a power of two.
        case guessable(bits: Int)

        /// In words.
        public var description: String {
            switch self {
            case .empty: "it is empty"
            case .tooLong: "it is longer than \(VaultPassphrase.maximumByteCount) bytes"
            case .guessable(let bits):
                "it is too easy to guess (about 2^\(bits) tries; 2^45 are asked for)"
            }
        }
    }
}
