import CSodium

/// libsodium's ChaCha20-Poly1305 (RFC 8439) over chunks, under one payload key.
///
/// A class, because all threads that work on a payload have it; none of them changes it.
final class ChunkCipher: Sendable {
    private let key: SecretBytes

    /// libsodium overwrites its key schedule, but not what the compiler set aside of it on the stack:
    /// so much lies below the function that calls it.
    private static let stackByteCount = 8192

    init(key: consuming SecretBytes) {
        precondition(key.byteCount == 32, "a payload key is 32 bytes")
        self.key = key
    }

    /// Runs `body`, which seals and opens, and overwrites what that left on the stack.
    @inline(never)
    func use(_ body: (borrowing ChunkCipher) -> Void) {
        body(self)
        sodium_stackzero(Self.stackByteCount)
    }

    /// Encrypts `byteCount` bytes to another place, or in place, and writes the tag behind them.
    @unsafe
    func seal(
        _ plaintext: UnsafePointer<UInt8>, byteCount: Int, to sealed: UnsafeMutablePointer<UInt8>,
        nonce: InlineArray<12, UInt8>
    ) {
        let isSealed = unsafe Self.lend(key, nonce) {
            // SAFETY: the caller has `byteCount` bytes at each place, which are the same or do not
            // overlap, and 16 behind the second.
            unsafe crypto_aead_chacha20poly1305_ietf_encrypt_detached(
                sealed, sealed + byteCount, nil, plaintext, UInt64(byteCount), nil, 0, nil, $1, $0)
                == 0
        }
        // Nothing of the arguments can be wrong; bytes that were not sealed must not go on.
        precondition(isSealed, "libsodium did not seal a chunk")
    }

    /// Decrypts `byteCount` bytes, behind which is their tag, to another place, or in place.
    ///
    /// - Returns: whether the tag is theirs. If not, there are zeros where the plaintext would be.
    @unsafe
    func open(
        _ sealed: UnsafePointer<UInt8>, byteCount: Int, to plaintext: UnsafeMutablePointer<UInt8>,
        nonce: InlineArray<12, UInt8>
    ) -> Bool {
        unsafe Self.lend(key, nonce) {
            // SAFETY: as in `seal`, with the tag behind the first.
            unsafe crypto_aead_chacha20poly1305_ietf_decrypt_detached(
                plaintext, nil, sealed, UInt64(byteCount), sealed + byteCount, nil, 0, $1, $0) == 0
        }
    }

    // Static: what a class has is lent as a whole, not as a span.
    private static func lend(
        _ key: borrowing SecretBytes, _ nonce: InlineArray<12, UInt8>,
        _ body: (_ key: UnsafePointer<UInt8>, _ nonce: UnsafePointer<UInt8>) -> Bool
    ) -> Bool {
        unsafe key.bytes.withPointer { key in
            unsafe nonce.span.withPointer { unsafe body(key, $0) }
        }
    }
}
