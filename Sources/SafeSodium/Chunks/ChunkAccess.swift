/// Opens single chunks of a payload, in any order.
package struct ChunkAccess: ~Copyable {
    private let cipher: ChunkCipher

    package init(key: consuming SecretBytes) {
        cipher = ChunkCipher(key: key)
    }

    /// Replaces a sealed chunk by its plaintext; false, with nothing of it left, where it is not
    /// the chunk of this index.
    package func open(_ chunk: inout WipedBuffer, index: UInt64, isLast: Bool) -> Bool {
        let byteCount = chunk.count - ChunkFormat.tagByteCount
        var isAuthentic = false
        if byteCount >= 0 {
            cipher.use { cipher in
                unsafe chunk.withPointer { memory in
                    // SAFETY: the buffer's own length.
                    isAuthentic = unsafe cipher.open(
                        memory, byteCount: byteCount, to: memory,
                        nonce: ChunkFormat.nonce(index: index, isLast: isLast))
                }
            }
        }
        chunk.resize(to: isAuthentic ? byteCount : 0)
        return isAuthentic
    }
}
