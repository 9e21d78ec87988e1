import Crypto
import TestSupport
import Testing

@testable import SafeSodium

/// Seals bytes that come in portions of at most `portion`.
func seal(
    _ plaintext: [UInt8], key: borrowing SecretBytes, padding: Int = 0, portion: Int = .max
) throws -> (sealed: [UInt8], hashes: (plaintext: SHA256Hash, sealed: SHA256Hash)) {
    var sealer = ChunkSealer(key: key.duplicate(), hashing: true)
    var sealed: [UInt8] = []
    var done = 0
    while done < plaintext.count + padding {
        if done < plaintext.count {
            let end = done + min(portion, plaintext.count - done)
            done += sealer.append(plaintext.span.extracting(done..<end))
        } else {
            done += sealer.appendPadding(limit: min(portion, plaintext.count + padding - done))
        }
        while sealer.isBusy { try sealer.fetch { sealed.append($0) } }
    }
    sealer.finish()
    while sealer.isBusy { try sealer.fetch { sealed.append($0) } }
    return (sealed, sealer.hashes())
}

/// What came of opening a payload.
struct OpenedPayload {
    var plaintext: [UInt8] = []
    var outcome = ChunkOpener.Outcome.more
    var hash: SHA256Hash?
}

/// Opens bytes that come in portions of at most `portion`.
func open(
    _ sealed: [UInt8], key: borrowing SecretBytes, hashing: Int? = nil, portion: Int = .max
) throws -> OpenedPayload {
    var opener = ChunkOpener(key: key.duplicate(), hashing: hashing)
    var opened = OpenedPayload()
    var done = 0
    while opened.outcome == .more {
        while opener.wantsMore {
            opener.makeRoom()
            var space = opener.freeSpace
            let count = min(space.count, sealed.count - done, portion)
            space.copy(from: sealed.span.extracting(done..<(done + count)))
            opener.extend(by: count)
            done += count
        }
        guard var batch = opener.fetch() else { break }
        while try batch.withNextChunk({ opened.plaintext.append($0) }) {}
        opened.outcome = batch.outcome
        opener.reuse(batch)
    }
    if hashing != nil, opened.outcome == .finished { opened.hash = opener.plaintextHash() }
    return opened
}

/// The nonce of a chunk, as the specification has it.
private func nonce(_ index: Int, isLast: Bool) -> [UInt8] {
    [UInt8](repeating: 0, count: 7) + [24, 16, 8, 0].map { UInt8(index >> $0 & 0xFF) }
        + [isLast ? 1 : 0]
}

@Suite("Chunks")
struct ChunkTests {
    static let sizes = [
        0, 1, 16_368, 16_369, 65_519, 65_520, 65_521, 65_535, 65_536, 65_537, 131_072, 262_143,
        262_144, 262_145, 1 << 20 - 1, 1 << 20, 1 << 20 + 1, 3_000_000,
        16_777_216, 16_777_217,
    ]

    @Test("what was sealed opens again, and hashes to the same as in one go", arguments: sizes)
    func roundTrip(_ size: Int) throws {
        var generator = SeededGenerator(for: "chunks of \(size) bytes")
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = generator.bytes(size)
        for portion in [Int.max, Int.random(in: 1...100_000, using: &generator) + size / 50] {
            for padding in [0, 1, 100_000] {
                let (sealed, hashes) = try seal(
                    plaintext, key: key, padding: padding, portion: portion)
                #expect(hashes.plaintext == SHA256Hash(of: plaintext))
                #expect(hashes.sealed == SHA256Hash(of: sealed))
                let opened = try open(sealed, key: key, hashing: size, portion: portion)
                #expect(opened.outcome == .finished)
                #expect(opened.plaintext == plaintext + [UInt8](repeating: 0, count: padding))
                #expect(opened.hash == hashes.plaintext)
            }
        }
    }

    @Test(
        "every chunk is ChaCha20-Poly1305 under the nonce that the format names, as another library has it"
    )
    func againstAnotherLibrary() throws {
        var generator = SeededGenerator(for: "chunks against another library")
        let bytes = generator.bytes(32)
        let key = SecretBytes(copying: bytes.span)
        let plaintext = generator.bytes(40 * 65_536 + 77)
        var expected: [UInt8] = []
        for index in 0...40 {
            let end = min((index + 1) * 65_536, plaintext.count)
            let box = try ChaChaPoly.seal(
                plaintext[(index * 65_536)..<end], using: SymmetricKey(data: bytes),
                nonce: ChaChaPoly.Nonce(data: nonce(index, isLast: index == 40)))
            expected += Array(box.ciphertext) + Array(box.tag)
        }
        #expect(try seal(plaintext, key: key).sealed == expected)
        #expect(try open(expected, key: key).plaintext == plaintext)
    }

    @Test(
        "sealed bytes are lent up to the end of a page of the file, and all at the end",
        arguments: [0, 1, 1000, 4095, 4096, 5000])
    func pages(_ precedingByteCount: Int) throws {
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = [UInt8](repeating: 6, count: 3_000_000)
        var sealer = ChunkSealer(key: key.duplicate(), hashing: false)
        sealer.begin(after: [UInt8](repeating: 0, count: precedingByteCount).span)
        var (sealed, ends): ([UInt8], [Int]) = ([], [])
        func fetch() throws {
            while sealer.isBusy {
                try sealer.fetch { sealed.append($0) }
                ends.append(precedingByteCount + sealed.count)
            }
        }
        var done = 0
        while done < plaintext.count {
            done += sealer.append(plaintext.span.extracting(droppingFirst: done))
            try fetch()
        }
        sealer.finish()
        try fetch()
        #expect(ends.count > 10)
        #expect(ends.dropLast().allSatisfy { $0.isMultiple(of: 4096) })
        #expect(try open(sealed, key: key).plaintext == plaintext)
    }

    @Test("a chunk opens alone, under its own index and place only")
    func single() throws {
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = [UInt8](repeating: 1, count: 65_536) + [2, 3]
        let sealed = try seal(plaintext, key: key).sealed
        let access = ChunkAccess(key: key.duplicate())
        func isOpened(_ range: Range<Int>, _ index: UInt64, _ isLast: Bool) -> [UInt8]? {
            var chunk = WipedBuffer()
            chunk.reserve(range.count)
            chunk.append(sealed.span.extracting(range))
            let isOpened = access.open(&chunk, index: index, isLast: isLast)
            let left = Array(chunk.bytes)
            #expect(isOpened || left.isEmpty)
            return isOpened ? left : nil
        }
        #expect(isOpened(0..<65_552, 0, false) == Array(plaintext[..<65_536]))
        #expect(isOpened(65_552..<65_570, 1, true) == [2, 3])
        #expect(isOpened(0..<65_552, 0, true) == nil)
        #expect(isOpened(0..<65_552, 1, false) == nil)
        #expect(isOpened(65_552..<65_570, 1, false) == nil)
        #expect(isOpened(0..<15, 0, true) == nil)
    }

    @Test("damage to any chunk is told with its index, and all before it is given out")
    func damage() throws {
        var generator = SeededGenerator(for: "damaged chunks")
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = [UInt8](repeating: 7, count: 50 * 65_536)
        let sealed = try seal(plaintext, key: key).sealed
        for index in 0..<50 {
            var damaged = sealed
            let position = index * 65_552 + Int.random(in: 0..<65_552, using: &generator)
            damaged[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            let opened = try open(damaged, key: key)
            #expect(opened.outcome == .damaged(UInt64(index)))
            #expect(opened.plaintext == Array(plaintext[..<(index * 65_536)]))
        }
    }

    @Test("a rest shorter than a tag is told, and the chunk before it kept", arguments: 1...15)
    func shortRest(_ restCount: Int) throws {
        let key = SecretBytes.random(byteCount: 32)
        let rest = [UInt8](repeating: 0, count: restCount)
        let whole = try seal([UInt8](repeating: 3, count: 65_536), key: key).sealed
        let first = Array(
            try seal([UInt8](repeating: 3, count: 65_537), key: key).sealed[..<65_552])
        for (sealed, outcome) in [
            (whole, ChunkOpener.Outcome.trailingData), (first, .truncated),
        ] {
            let opened = try open(sealed + rest, key: key)
            #expect(opened.outcome == outcome)
            #expect(opened.plaintext == [UInt8](repeating: 3, count: 65_536))
        }
    }

    @Test(
        "bytes behind the last chunk are told, wherever that lies, and the chunk is kept",
        arguments: 1...9, [0, 1, 65_535, 65_536])
    func trailing(_ chunkCount: Int, _ lastByteCount: Int) throws {
        // A shorter last chunk is no chunk where more follows: it is damaged.
        let isWhole = lastByteCount == 65_536
        var generator = SeededGenerator(for: "trailing data")
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = generator.bytes((chunkCount - 1) * 65_536 + lastByteCount)
        let sealed = try seal(plaintext, key: key).sealed
        for restCount in [65_552, 300_000] {
            let opened = try open(sealed + generator.bytes(restCount), key: key)
            let index = UInt64(
                lastByteCount == 0 && chunkCount > 1 ? chunkCount - 2 : chunkCount - 1)
            if isWhole || lastByteCount == 0 && chunkCount > 1 {
                #expect(opened.outcome == .trailingData)
                #expect(opened.plaintext == plaintext)
            } else {
                #expect(opened.outcome == .damaged(index))
                #expect(opened.plaintext == Array(plaintext[..<((chunkCount - 1) * 65_536)]))
            }
        }
    }

    @Test(
        "chunks in another order are damaged from the first that is out of place", arguments: 0..<8)
    func order(_ index: Int) throws {
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = [UInt8](repeating: 9, count: 9 * 65_536 + 5)
        var sealed = try seal(plaintext, key: key).sealed
        let (first, second) = (index * 65_552, (index + 1) * 65_552)
        let chunk = sealed[first..<second]
        sealed.replaceSubrange(first..<second, with: sealed[second..<(second + 65_552)])
        sealed.replaceSubrange(second..<(second + 65_552), with: chunk)
        let opened = try open(sealed, key: key)
        #expect(opened.outcome == .damaged(UInt64(index)))
        #expect(opened.plaintext == Array(plaintext[..<(index * 65_536)]))
    }

    @Test("a payload that is cut at any chunk is truncated, and one that is nothing too")
    func cuts() throws {
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = [UInt8](repeating: 4, count: 40 * 65_536)
        let sealed = try seal(plaintext, key: key).sealed
        for count in 0..<40 {
            let opened = try open(Array(sealed[..<(count * 65_552)]), key: key)
            #expect(opened.outcome == .truncated)
            #expect(opened.plaintext == Array(plaintext[..<(count * 65_536)]))
        }
    }

    @Test("a source that fails gives out what came before it")
    func abandoned() throws {
        let key = SecretBytes.random(byteCount: 32)
        let plaintext = [UInt8](repeating: 5, count: 40 * 65_536)
        let sealed = try seal(plaintext, key: key).sealed
        var opener = ChunkOpener(key: key)
        opener.makeRoom()
        var done = 0
        // One batch and a little more: the first is submitted, and the rest is not.
        while done <= ChunkFormat.batchChunkCount * ChunkFormat.sealedByteCount {
            opener.makeRoom()
            var space = opener.freeSpace
            let count = min(space.count, sealed.count - done)
            space.copy(from: sealed.span.extracting(done..<(done + count)))
            opener.extend(by: count)
            done += count
        }
        opener.abandonRest()
        let wantsMore = opener.wantsMore
        #expect(!wantsMore)
        var opened: [UInt8] = []
        while var batch = opener.fetch() {
            while try batch.withNextChunk({ opened.append($0) }) {}
            #expect(batch.outcome == .more)
            opener.reuse(batch)
        }
        #expect(
            !opened.isEmpty && opened.count.isMultiple(of: ChunkFormat.batchChunkCount * 65_536))
        #expect(plaintext.starts(with: opened))
    }

    @Test("many payloads at once do not disturb one another")
    func concurrency() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<60 {
                group.addTask {
                    let plaintext = [UInt8](
                        repeating: UInt8(truncatingIfNeeded: number), count: 3_000_000 + number)
                    let key = SecretBytes.random(byteCount: 32)
                    let (sealed, hashes) = try seal(plaintext, key: key)
                    #expect(hashes.plaintext == SHA256Hash(of: plaintext))
                    #expect(try open(sealed, key: key).plaintext == plaintext)
                }
            }
            try await group.waitForAll()
        }
    }
}

/// No nonce is used twice: whatever would do that stops the process.
@Suite("Nonces")
struct NonceTests {
    @Test("no two chunks of a payload have the same nonce")
    func distinct() {
        var seen: Set<[UInt8]> = []
        for index in [0, 1, 255, 256, 65_535, 1 << 32, UInt64.max - 1, .max] {
            for isLast in [false, true] {
                let nonce = ChunkFormat.nonce(index: index, isLast: isLast)
                seen.insert((0..<12).map { nonce[$0] })
            }
        }
        #expect(seen.count == 16)
    }

    @Test("nothing is sealed after the last chunk")
    func afterTheLast() async {
        await #expect(processExitsWith: .failure) {
            var sealer = ChunkSealer(key: .random(byteCount: 32), hashing: false)
            sealer.finish()
            sealer.makeRoom()
        }
        await #expect(processExitsWith: .failure) {
            var sealer = ChunkSealer(key: .random(byteCount: 32), hashing: false)
            sealer.finish()
            sealer.finish()
        }
    }

    @Test("a batch is sealed once")
    func twice() async {
        await #expect(processExitsWith: .failure) {
            let batch = ChunkBatch(for: .sealing)
            batch.begin(at: 0)
            batch.use()
            batch.use()
        }
    }
}
