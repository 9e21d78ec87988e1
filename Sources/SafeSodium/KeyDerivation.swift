import CSodium

/// HMAC-SHA-256 (RFC 2104).
package enum HMACSHA256 {
    package static let byteCount = 32

    /// The authentication code of `message` under a secret key.
    package static func authenticationCode(
        for message: Span<UInt8>, key: borrowing SecretBytes
    ) -> SecretBytes {
        authenticationCode(for: message, key: key.bytes)
    }

    /// The authentication code of `message` under a key of any length.
    package static func authenticationCode(
        for message: Span<UInt8>, key: Span<UInt8>
    ) -> SecretBytes {
        Sodium.ready
        var code = SecretBytes(byteCount: byteCount)
        var state = crypto_auth_hmacsha256_state()
        // SAFETY: lengths go with the spans; the code has room for 32 bytes. The state holds key
        // material, and is overwritten before it goes.
        unsafe key.withPointer { start in
            _ = unsafe crypto_auth_hmacsha256_init(&state, start, key.count)
        }
        unsafe message.withPointer { start in
            _ = unsafe crypto_auth_hmacsha256_update(&state, start, UInt64(message.count))
        }
        var target = code.mutableBytes
        unsafe target.withPointer { _ = unsafe crypto_auth_hmacsha256_final(&state, $0) }
        unsafe sodium_memzero(&state, MemoryLayout.size(ofValue: state))
        return code
    }
}

/// HKDF with SHA-256 (RFC 5869), for keys of 32 bytes.
package enum HKDFSHA256 {
    /// Derives a key of 32 bytes: HKDF-Extract with `salt`, then one block of HKDF-Expand.
    package static func key(
        from inputKeyMaterial: Span<UInt8>, salt: [UInt8] = [], info: String
    ) -> SecretBytes {
        let extracted = HMACSHA256.authenticationCode(for: inputKeyMaterial, key: salt.span)
        let block = Array(info.utf8) + [1]
        return HMACSHA256.authenticationCode(for: block.span, key: extracted.bytes)
    }
}

/// What one Argon2id derivation costs (RFC 9106; version 1.3, one lane).
package struct Argon2Cost: Hashable, Sendable {
    /// Passes over the memory.
    package let operations: UInt32
    /// Memory in KiB.
    package let memoryKiB: UInt32

    /// nil outside the limits: 2…16 passes, 64 MiB…4 GiB. They are checked before anything
    /// read from a file is used.
    package init?(operations: UInt32, memoryKiB: UInt32) {
        guard (2...16).contains(operations), (65_536...4_194_304).contains(memoryKiB) else {
            return nil
        }
        self.operations = operations
        self.memoryKiB = memoryKiB
    }

    private init(fixed operations: UInt32, _ memoryKiB: UInt32) {
        self.operations = operations
        self.memoryKiB = memoryKiB
    }

    package static let interactive = Argon2Cost(fixed: 2, 65_536)
    package static let moderate = Argon2Cost(fixed: 3, 262_144)
    package static let sensitive = Argon2Cost(fixed: 4, 1_048_576)
}

/// Why a password hash was not computed.
package enum PasswordHashFailure: Error, Hashable, Sendable {
    /// The memory that it asks for is not there.
    case outOfMemory
    /// Nobody waits for it any more.
    case stopped
}

/// Keys from passphrases.
///
/// Each of them takes seconds, and cannot be broken off from inside. So it runs on another thread, and whoever
/// waits for it is asked several times a second whether it is still wanted. Where it is not, the thread goes on
/// by itself, overwrites what it had, and ends.
package enum PasswordHash {
    package static let saltByteCount = 16

    /// Argon2id version 1.3, one lane, 32 bytes out.
    ///
    /// - Parameter isWanted: asked while the key is computed; false ends the wait.
    /// - Throws: ``PasswordHashFailure``: `outOfMemory` where the system does not give the memory.
    package static func argon2id(
        passphrase: borrowing SecretBytes, salt: [UInt8], cost: Argon2Cost,
        while isWanted: () -> Bool = { true }
    ) throws(PasswordHashFailure) -> SecretBytes {
        precondition(salt.count == saltByteCount, "an Argon2id salt is 16 bytes")
        Sodium.ready
        return try unsafe AwaitedHash.run(over: passphrase.bytes, while: isWanted) {
            input, output in
            unsafe input.bytes.withPointer { start in
                // SAFETY: 32 bytes out, a salt of 16, and the passphrase's own length. Bytes
                // may be read as C characters.
                unsafe start.withMemoryRebound(to: CChar.self, capacity: input.byteCount) {
                    unsafe crypto_pwhash(
                        output, 32, $0, UInt64(input.byteCount), salt, UInt64(cost.operations),
                        Int(cost.memoryKiB) * 1024, crypto_pwhash_alg_argon2id13()) == 0
                }
            }
        }
    }

    /// scrypt (RFC 7914) with r = 8, p = 1, N = 2^`logN`, 32 bytes out.
    ///
    /// - Parameter isWanted: asked while the key is computed; false ends the wait.
    /// - Throws: ``PasswordHashFailure``: `outOfMemory` where the system does not give 128 · 8 · N
    ///   bytes.
    package static func scrypt(
        passphrase: Span<UInt8>, salt: [UInt8], logN: Int, while isWanted: () -> Bool = { true }
    ) throws(PasswordHashFailure) -> SecretBytes {
        precondition((1...30).contains(logN), "scrypt: log N out of range")
        Sodium.ready
        return try unsafe AwaitedHash.run(over: passphrase, while: isWanted) { input, output in
            unsafe input.bytes.withPointer { start in
                // SAFETY: every length is that of its buffer.
                unsafe crypto_pwhash_scryptsalsa208sha256_ll(
                    start, input.byteCount, salt, salt.count, 1 << UInt64(logN), 8, 1, output, 32)
                    == 0
            }
        }
    }
}
