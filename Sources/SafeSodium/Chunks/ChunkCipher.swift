import CGcrypt

/// ChaCha20-Poly1305 (RFC 8439) over chunks, in place, under one payload key; for one thread at a
/// time.
///
/// It is libgcrypt's, which ran at 1.8 times the speed of libsodium 1.0.18 where both were measured
/// (`Scripts/bench age`). The key and the key schedule are in libgcrypt's guarded memory, and are
/// overwritten when the context goes.
@safe
final class ChunkCipher: @unchecked Sendable {
    // SAFETY: `@unchecked Sendable`: a context belongs to no thread; `ChunkWorkers` lends it to one
    // at a time.
    private let context: gcry_cipher_hd_t

    init(key: borrowing SecretBytes) {
        precondition(key.byteCount == 32, "a payload key is 32 bytes")
        precondition(Gcrypt.isReady, "libgcrypt could not be initialised")
        let context = unsafe key.bytes.withPointer { unsafe amanat_chacha20_poly1305($0) }
        guard let context = unsafe context else {
            fatalError("libgcrypt gives no cipher: its guarded memory is used up")
        }
        unsafe self.context = context
    }

    deinit {
        unsafe gcry_cipher_close(context)
    }

    /// Encrypts `byteCount` bytes in place, and writes the tag behind them.
    @unsafe
    func seal(
        _ chunk: UnsafeMutablePointer<UInt8>, byteCount: Int,
        nonce: borrowing InlineArray<12, UInt8>
    ) {
        // SAFETY: the caller has `byteCount` bytes there, and 16 behind them.
        let isSealed =
            unsafe begin(nonce) && gcry_cipher_encrypt(context, chunk, byteCount, nil, 0) == 0
            && gcry_cipher_gettag(
                context, chunk + byteCount, ChunkFormat.tagByteCount) == 0
        // Nothing of the arguments can be wrong; bytes that were not sealed must not go on.
        precondition(isSealed, "libgcrypt did not seal a chunk")
    }

    /// Decrypts `byteCount` bytes in place if the tag behind them is theirs; else leaves them as
    /// they were.
    @unsafe
    func open(
        _ chunk: UnsafeMutablePointer<UInt8>, byteCount: Int,
        nonce: borrowing InlineArray<12, UInt8>
    ) -> Bool {
        // SAFETY: the caller has `byteCount` bytes there, and 16 behind them.
        let isDecrypted =
            unsafe begin(nonce) && gcry_cipher_decrypt(context, chunk, byteCount, nil, 0) == 0
        precondition(isDecrypted, "libgcrypt did not decrypt a chunk")
        if unsafe gcry_cipher_checktag(context, chunk + byteCount, ChunkFormat.tagByteCount) == 0 {
            return true
        }
        // What was decrypted is not authentic: the same keystream once more takes it back.
        let isRestored =
            unsafe begin(nonce) && gcry_cipher_encrypt(context, chunk, byteCount, nil, 0) == 0
        precondition(isRestored, "libgcrypt did not restore a chunk")
        return false
    }

    private func begin(_ nonce: borrowing InlineArray<12, UInt8>) -> Bool {
        unsafe nonce.span.withPointer { unsafe gcry_cipher_setiv(context, $0, 12) == 0 }
    }
}
