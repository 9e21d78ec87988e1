import CSodium

/// What was opened is not what was sealed, or not under this key.
package struct AuthenticationFailure: Error {}

/// ChaCha20-Poly1305 (RFC 8439): 32-byte key, 12-byte nonce, 16-byte tag.
package enum ChaCha20Poly1305 {
    package static let tagByteCount = 16

    /// Seals a short secret, such as a file key. The result is the ciphertext, then the tag.
    package static func seal(
        _ plaintext: Span<UInt8>, key: borrowing SecretBytes, nonce: [UInt8]
    ) -> [UInt8] {
        precondition(key.byteCount == 32 && nonce.count == 12, "ChaCha20-Poly1305: sizes")
        Sodium.ready
        let total = plaintext.count + tagByteCount
        return unsafe plaintext.withPointer { start in
            unsafe key.bytes.withPointer { key in
                unsafe [UInt8](count: total) { target in
                    // SAFETY: the target has room for the plaintext and the tag.
                    _ = unsafe crypto_aead_chacha20poly1305_ietf_encrypt(
                        target, nil, start, UInt64(plaintext.count), nil, 0, nil, nonce, key)
                }
            }
        }
    }

    /// Opens what ``seal(_:key:nonce:)`` made.
    ///
    /// - Throws: ``AuthenticationFailure`` where key, nonce or bytes are others.
    package static func open(
        _ sealed: Span<UInt8>, key: borrowing SecretBytes, nonce: [UInt8]
    ) throws(AuthenticationFailure) -> SecretBytes {
        precondition(key.byteCount == 32 && nonce.count == 12, "ChaCha20-Poly1305: sizes")
        guard sealed.count >= tagByteCount else { throw AuthenticationFailure() }
        var plaintext = SecretBytes(byteCount: sealed.count - tagByteCount)
        var target = plaintext.mutableBytes
        let failed = unsafe sealed.withPointer { start in
            unsafe key.bytes.withPointer { key in
                unsafe target.withPointer { target in
                    // SAFETY: the target is 16 bytes shorter than the sealed bytes.
                    unsafe crypto_aead_chacha20poly1305_ietf_decrypt(
                        target, nil, nil, start, UInt64(sealed.count), nil, 0, nonce, key) != 0
                }
            }
        }
        if failed { throw AuthenticationFailure() }
        return plaintext
    }
}

/// XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): 32-byte key, 24-byte random nonce, 16-byte tag.
package enum XChaCha20Poly1305 {
    package static let nonceByteCount = 24
    package static let tagByteCount = 16
    /// What sealing adds: the nonce and the tag.
    package static let overhead = nonceByteCount + tagByteCount

    /// Seals under a fresh random nonce. The result is nonce, ciphertext, tag.
    package static func seal(
        _ plaintext: Span<UInt8>, key: borrowing SecretBytes, authenticating context: [UInt8]
    ) -> [UInt8] {
        precondition(key.byteCount == 32, "XChaCha20-Poly1305: a key is 32 bytes")
        let nonce = Random.bytes(nonceByteCount)
        let total = plaintext.count + overhead
        return unsafe plaintext.withPointer { start in
            unsafe key.bytes.withPointer { key in
                unsafe [UInt8](count: total) { target in
                    // SAFETY: room for nonce, plaintext and tag; the nonce is written first.
                    unsafe target.update(from: nonce, count: nonceByteCount)
                    _ = unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                        target + nonceByteCount, nil, start, UInt64(plaintext.count),
                        context, UInt64(context.count), nil, nonce, key)
                }
            }
        }
    }

    /// Opens what ``seal(_:key:authenticating:)`` made, with the same context.
    ///
    /// - Throws: ``AuthenticationFailure`` where key, context or bytes are others.
    package static func open(
        _ sealed: Span<UInt8>, key: borrowing SecretBytes, authenticating context: [UInt8]
    ) throws(AuthenticationFailure) -> SecretBytes {
        guard sealed.count >= overhead else { throw AuthenticationFailure() }
        var plaintext = SecretBytes(byteCount: sealed.count - overhead)
        var target = plaintext.mutableBytes
        guard open(sealed, into: &target, key: key, authenticating: context) else {
            throw AuthenticationFailure()
        }
        return plaintext
    }

    /// Opens what is confidential and no secret of its own, such as the leaves of a log, into ordinary
    /// memory: guarded memory is a system call for each piece.
    ///
    /// - Throws: as ``open(_:key:authenticating:)``.
    package static func openUnguarded(
        _ sealed: Span<UInt8>, key: borrowing SecretBytes, authenticating context: [UInt8]
    ) throws(AuthenticationFailure) -> [UInt8] {
        guard sealed.count >= overhead else { throw AuthenticationFailure() }
        var plaintext = [UInt8](repeating: 0, count: sealed.count - overhead)
        var target = plaintext.mutableSpan
        guard open(sealed, into: &target, key: key, authenticating: context) else {
            throw AuthenticationFailure()
        }
        return plaintext
    }

    private static func open(
        _ sealed: Span<UInt8>, into target: inout MutableSpan<UInt8>,
        key: borrowing SecretBytes, authenticating context: [UInt8]
    ) -> Bool {
        precondition(key.byteCount == 32, "XChaCha20-Poly1305: a key is 32 bytes")
        precondition(target.count == sealed.count - overhead, "XChaCha20-Poly1305: sizes")
        Sodium.ready
        return unsafe sealed.withPointer { start in
            unsafe key.bytes.withPointer { key in
                unsafe target.withPointer { target in
                    // SAFETY: nonce, then at least a tag; the target is as long as the rest.
                    unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                        target, nil, nil, start + nonceByteCount,
                        UInt64(sealed.count - nonceByteCount),
                        context, UInt64(context.count), start, key) == 0
                }
            }
        }
    }
}
