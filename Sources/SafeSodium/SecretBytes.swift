import CSodium

/// A secret in guarded memory: locked against swapping as far as the system allows, fenced
/// by inaccessible pages, left out of core dumps, and overwritten when it goes.
///
/// It cannot be copied, printed, compared or encoded. It is lent as a span, and spent by
/// `consuming`. Where the process may lock no more memory (`RLIMIT_MEMLOCK`), libsodium goes on
/// with memory that is guarded but could be swapped.
@safe
package struct SecretBytes: ~Copyable, @unchecked Sendable {
    // SAFETY: `@unchecked Sendable`: the memory has one owner, which cannot be copied; sharing
    // goes through a borrow, and writing through `mutating`, so the compiler keeps them apart.
    private let memory: UnsafeMutableRawPointer

    /// The length in bytes.
    package let byteCount: Int

    /// `byteCount` zero bytes, to be filled in.
    package init(byteCount: Int) {
        Sodium.ready
        precondition(byteCount >= 0, "a secret has no negative length")
        // SAFETY: `sodium_malloc` gives at least one byte, or nil where memory has run out.
        guard let memory = unsafe sodium_malloc(max(byteCount, 1)) else {
            fatalError("no guarded memory left for a secret of \(byteCount) bytes")
        }
        unsafe sodium_memzero(memory, byteCount)
        unsafe self.memory = memory
        self.byteCount = byteCount
    }

    /// A copy of bytes that are elsewhere. The caller sees to their going away.
    package init(copying bytes: Span<UInt8>) {
        self.init(byteCount: bytes.count)
        var target = mutableBytes
        for index in bytes.indices { target[index] = bytes[index] }
    }

    /// Takes over the bytes of an array, and overwrites the array.
    package init(wiping bytes: inout [UInt8]) {
        self.init(copying: bytes.span)
        bytes.wipe()
    }

    /// `byteCount` random bytes.
    package static func random(byteCount: Int) -> SecretBytes {
        let secret = SecretBytes(byteCount: byteCount)
        // SAFETY: the memory holds `byteCount` bytes.
        unsafe randombytes_buf(secret.memory, byteCount)
        return secret
    }

    deinit {
        // SAFETY: allocated in `init`, freed once; `sodium_free` overwrites it first.
        unsafe sodium_free(memory)
    }

    /// The bytes, for as long as the secret is borrowed.
    package var bytes: Span<UInt8> {
        @_lifetime(borrow self)
        borrowing get {
            // SAFETY: the memory lives as long as `self`, and the span no longer than the borrow.
            let typed = unsafe UnsafePointer(memory.assumingMemoryBound(to: UInt8.self))
            let span = unsafe Span(_unsafeStart: typed, count: byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes, to be written.
    package var mutableBytes: MutableSpan<UInt8> {
        @_lifetime(&self)
        mutating get {
            // SAFETY: as in `bytes`; the exclusive access is held for the span's life.
            let typed = unsafe memory.assumingMemoryBound(to: UInt8.self)
            let span = unsafe MutableSpan(_unsafeStart: typed, count: byteCount)
            return unsafe _overrideLifetime(span, mutating: &self)
        }
    }

    /// A second copy, where two owners are needed.
    package borrowing func duplicate() -> SecretBytes {
        SecretBytes(copying: bytes)
    }

    /// A part of the secret, as a secret of its own.
    package borrowing func part(_ range: Range<Int>) -> SecretBytes {
        SecretBytes(copying: bytes.extracting(range))
    }

    /// Whether two secrets are the same, in time that does not depend on where they differ.
    package borrowing func isSame(as other: borrowing SecretBytes) -> Bool {
        guard byteCount == other.byteCount else { return false }
        // SAFETY: both hold `byteCount` bytes.
        return unsafe sodium_memcmp(memory, other.memory, byteCount) == 0
    }
}

extension Array where Element == UInt8 {
    /// Overwrites the bytes, for a buffer that held plaintext or a secret, and empties it.
    ///
    /// An array that was copied before leaves its copies as they are: keep such buffers to one
    /// owner.
    package mutating func wipe() {
        Sodium.ready
        unsafe withUnsafeMutableBytes { buffer in
            // SAFETY: the whole of the buffer, and no more.
            if let start = buffer.baseAddress { unsafe sodium_memzero(start, buffer.count) }
        }
        removeAll(keepingCapacity: false)
    }
}
