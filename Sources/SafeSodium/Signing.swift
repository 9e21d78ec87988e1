import CSodium

/// An Ed25519 signing key (RFC 8032), made from a seed of 32 bytes.
package struct SigningKey: ~Copyable, Sendable {
    package static let seedByteCount = 32

    /// libsodium's form: the seed, then the public key.
    private let expanded: SecretBytes

    /// The public half.
    package let verifyingKey: VerifyingKey

    package init(seed: borrowing SecretBytes) {
        precondition(seed.byteCount == Self.seedByteCount, "an Ed25519 seed is 32 bytes")
        var expanded = SecretBytes(byteCount: 64)
        var target = expanded.mutableBytes
        let publicKey = unsafe target.withPointer { target in
            unsafe seed.bytes.withPointer { seed in
                unsafe [UInt8](count: 32) { publicKey in
                    // SAFETY: 32 bytes public, 64 bytes secret, 32 bytes seed, as Ed25519 has them.
                    _ = unsafe crypto_sign_ed25519_seed_keypair(publicKey, target, seed)
                }
            }
        }
        guard let verifyingKey = VerifyingKey(publicKey) else {
            preconditionFailure("an Ed25519 public key is 32 bytes")
        }
        self.expanded = expanded
        self.verifyingKey = verifyingKey
    }

    /// The signature of a message, 64 bytes.
    package borrowing func signature(for message: Span<UInt8>) -> [UInt8] {
        unsafe expanded.bytes.withPointer { key in
            unsafe message.withPointer { start in
                unsafe [UInt8](count: 64) { signature in
                    // SAFETY: room for 64 bytes; the key is libsodium's 64-byte form.
                    _ = unsafe crypto_sign_ed25519_detached(
                        signature, nil, start, UInt64(message.count), key)
                }
            }
        }
    }
}

/// An Ed25519 public key, 32 bytes.
package struct VerifyingKey: Hashable, Sendable {
    package let bytes: [UInt8]

    /// nil for any length but 32. Whether it is a point of the curve shows at verification.
    package init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == 32 else { return nil }
        self.bytes = Array(bytes)
    }

    /// Whether the signature is this key's over the message, as strict as libsodium is: no
    /// malleable S, no small-order or non-canonical points.
    package func isValid(signature: [UInt8], for message: Span<UInt8>) -> Bool {
        guard signature.count == 64 else { return false }
        Sodium.ready
        return unsafe message.withPointer { start in
            // SAFETY: 64 bytes of signature and 32 bytes of key were checked above.
            unsafe crypto_sign_ed25519_verify_detached(
                signature, start, UInt64(message.count), bytes) == 0
        }
    }
}

/// X25519 (RFC 7748).
package enum X25519 {
    package static let byteCount = 32

    /// The public key of a secret scalar.
    package static func publicKey(of secret: borrowing SecretBytes) -> [UInt8] {
        precondition(secret.byteCount == byteCount, "an X25519 secret is 32 bytes")
        return unsafe secret.bytes.withPointer { secret in
            unsafe [UInt8](count: byteCount) { publicKey in
                // SAFETY: 32 bytes each.
                _ = unsafe crypto_scalarmult_curve25519_base(publicKey, secret)
            }
        }
    }

    /// The shared secret; nil where it is all zeros, as with a low-order point.
    package static func sharedSecret(
        _ secret: borrowing SecretBytes, with publicKey: [UInt8]
    ) -> SecretBytes? {
        precondition(secret.byteCount == byteCount, "an X25519 secret is 32 bytes")
        precondition(publicKey.count == byteCount, "an X25519 public key is 32 bytes")
        var shared = SecretBytes(byteCount: byteCount)
        var target = shared.mutableBytes
        let failed = unsafe secret.bytes.withPointer { secret in
            // SAFETY: 32 bytes each.
            unsafe target.withPointer { shared in
                unsafe crypto_scalarmult_curve25519(shared, secret, publicKey) != 0
            }
        }
        if failed { return nil }
        return shared
    }
}
