import CSodium

/// libsodium, made ready once for the whole process.
///
/// Every entry of this module touches ``ready`` before it calls the library: guarded
/// memory aborts the process where it is asked for before `sodium_init`.
enum Sodium {
    /// Initialises libsodium on first use. A process in which it cannot be initialised has no
    /// source of randomness, and must not go on.
    static let ready: Void = {
        precondition(sodium_init() >= 0, "libsodium could not be initialised")
    }()
}

/// Random bytes from the system's generator.
package enum Random {
    /// `byteCount` random bytes, for things that are not secret: nonces, salts, ids.
    package static func bytes(_ byteCount: Int) -> [UInt8] {
        Sodium.ready
        return unsafe [UInt8](count: byteCount) { target in
            // SAFETY: the target has room for `byteCount` bytes.
            unsafe randombytes_buf(target, byteCount)
        }
    }

    /// A uniform random number in `0 ..< upperBound`.
    package static func number(below upperBound: UInt32) -> UInt32 {
        Sodium.ready
        return randombytes_uniform(upperBound)
    }
}

/// The system's random source as Swift's own `shuffled(using:)` wants it.
package struct SodiumGenerator: RandomNumberGenerator {
    package init() {}

    package mutating func next() -> UInt64 {
        Random.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
    }
}
