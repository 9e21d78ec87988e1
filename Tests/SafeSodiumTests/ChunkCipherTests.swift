import SafeSodium
import Testing

@Suite("Chunks")
struct ChunkCipherTests {
    @Test(
        "batches that are sealed open again, and hash to the same as in one go",
        arguments: [0, 1, 65_535, 65_536, 65_537, 131_072, 3_000_000], [false, true])
    func roundTrip(_ size: Int, _ isHashing: Bool) {
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var sealer = ChunkSealer(key: key.duplicate(), hashing: isHashing)
        var sealed: [UInt8] = []
        let inner = max(0, (size - 1) / 65_536 * 65_536)
        if inner > 0 {
            let first = plaintext.span.extracting(first: inner)
            sealer.seal(first, hashedByteCount: inner, isLast: false)
            sealed.append(sealer.sealed)
        }
        sealer.seal(
            plaintext.span.extracting(droppingFirst: inner), hashedByteCount: size - inner,
            isLast: true)
        sealed.append(sealer.sealed)
        if isHashing {
            let hashes = sealer.hashes()
            #expect(hashes.plaintext == SHA256Hash(of: plaintext))
            #expect(hashes.sealed == SHA256Hash(of: sealed))
        }

        var opener = ChunkOpener(key: key)
        var opened = WipedBuffer()
        let outcome = opener.open(sealed.span, isEnd: true, into: &opened)
        #expect(outcome == .finished)
        let bytes = Array(opened.bytes)
        #expect(bytes == plaintext)
    }

    @Test("the first chunk is ChaCha20-Poly1305 with the nonce that the format names")
    func nonce() {
        let key = SecretBytes.random(byteCount: 32)
        var sealer = ChunkSealer(key: key.duplicate(), hashing: false)
        sealer.seal([UInt8](repeating: 5, count: 65_536).span, hashedByteCount: 0, isLast: false)
        sealer.seal([1, 2, 3].span, hashedByteCount: 0, isLast: true)
        let last = Array(sealer.sealed)
        let nonce: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]
        #expect(last == ChaCha20Poly1305.seal([1, 2, 3].span, key: key, nonce: nonce))
    }

    @Test("a rest shorter than a tag is told, and the chunk before it kept", arguments: 1...15)
    func shortRest(_ restCount: Int) {
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = [UInt8](repeating: 3, count: 65_536)
        for isLast in [false, true] {
            var sealer = ChunkSealer(key: key.duplicate(), hashing: false)
            sealer.seal(plaintext.span, hashedByteCount: 0, isLast: isLast)
            let sealed = Array(sealer.sealed) + [UInt8](repeating: 0, count: restCount)
            var opener = ChunkOpener(key: key.duplicate())
            var opened = WipedBuffer()
            let outcome = opener.open(sealed.span, isEnd: true, into: &opened)
            #expect(outcome == (isLast ? .trailingData : .truncated))
            let bytes = Array(opened.bytes)
            #expect(bytes == plaintext)
        }
    }

    @Test("a buffer keeps its bytes while it grows")
    func buffer() {
        var buffer = WipedBuffer()
        var expected: [UInt8] = []
        for count in [0, 1, 10, 1000] {
            let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: count), count: count)
            buffer.reserve(buffer.count + count + 2)
            buffer.append(bytes.span)
            buffer.appendZeros(2)
            expected += bytes + [0, 0]
        }
        buffer.removeFirst(3)
        let bytes = Array(buffer.bytes)
        #expect(bytes == Array(expected.dropFirst(3)))
    }

    @Test("nothing is sealed after the last chunk")
    func afterTheLast() async {
        await #expect(processExitsWith: .failure) {
            var sealer = ChunkSealer(key: .random(byteCount: 32), hashing: false)
            sealer.seal(Span(), hashedByteCount: 0, isLast: true)
            sealer.seal(Span(), hashedByteCount: 0, isLast: true)
        }
    }
}
