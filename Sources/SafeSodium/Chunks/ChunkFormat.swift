// The payload of an age file (C2SP age.md, "Payload"):
//
//     chunk 0          chunk 1               last chunk
//     +---------+---+  +---------+---+       +----------+---+
//     | 64 KiB  |tag|  | 64 KiB  |tag|  ...  | ≤ 64 KiB |tag|     tag: 16 bytes
//     +---------+---+  +---------+---+       +----------+---+
//
//     nonce: the chunk's index, 11 bytes, most significant first; then 1 for the last chunk, else 0
//
// Chunks depend on nothing but their index, so batches of them are worked on by all cores at once,
// each in the memory into which it was read.

/// Sizes of the payload's chunks, and the nonce of each.
package enum ChunkFormat {
    /// Plaintext of every chunk but the last.
    package static let byteCount = 65_536
    /// The tag behind each chunk.
    package static let tagByteCount = 16
    /// What a whole chunk takes in the file.
    package static let sealedByteCount = byteCount + tagByteCount
    /// Chunks that one core works on in one go: 256 KiB, which stay in its own cache from the time they
    /// are read until they are written.
    static let batchChunkCount = 4

    /// The nonce of a chunk. An index of 64 bits fills bytes 3 to 10; those above are always zero.
    static func nonce(index: UInt64, isLast: Bool) -> InlineArray<12, UInt8> {
        InlineArray { position in
            switch position {
            case 0..<3: 0
            case 3..<11: UInt8(truncatingIfNeeded: index >> UInt64(8 * (10 - position)))
            default: isLast ? 1 : 0
            }
        }
    }
}
