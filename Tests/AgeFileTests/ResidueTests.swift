import CLinux
import Glibc
import SafeSodium
import Testing

@testable import AgeFile

/// Bytes that are known without being in memory: they are kept under a mask.
private struct MaskedSecret {
    let name: String
    private let masked: [UInt8]

    private static let mask: UInt8 = 0xA5

    /// Random bytes; with `isText`, letters.
    init(_ name: String, byteCount: Int, isText: Bool = false) {
        self.name = name
        masked = Random.bytes(byteCount).map {
            isText ? (UInt8(ascii: "a") + $0 % 26) ^ Self.mask : $0
        }
    }

    init(_ name: String, of secret: borrowing SecretBytes) {
        self.name = name
        let bytes = secret.bytes
        masked = bytes.indices.map { bytes[$0] ^ Self.mask }
    }

    /// The bytes themselves, in guarded memory.
    func secret() -> SecretBytes {
        var secret = SecretBytes(byteCount: masked.count)
        var target = secret.mutableBytes
        for index in masked.indices { target[index] = masked[index] ^ Self.mask }
        return secret
    }

    /// Whether any half of the bytes stands at a place.
    func stands(at start: UnsafePointer<UInt8>, before end: UnsafePointer<UInt8>) -> Bool {
        let half = masked.count / 2
        guard end - start >= half else { return false }
        return (0..<half).allSatisfy { start[$0] == masked[$0] ^ Self.mask }
            || (0..<half).allSatisfy { start[$0] == masked[half + $0] ^ Self.mask }
    }

    /// The first byte of each half.
    var firstBytes: [UInt8] { [masked[0] ^ Self.mask, masked[masked.count / 2] ^ Self.mask] }
}

/// All memory that this process can write: heap, stacks, guarded memory.
private struct OwnMemory {
    /// A copy of a part of it; left out of the search.
    private let window: UnsafeMutablePointer<UInt8>
    private static let windowByteCount = 1 << 22

    init() {
        let memory = mmap(
            nil, Self.windowByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory else { fatalError("no memory for the search") }
        window = memory.assumingMemoryBound(to: UInt8.self)
    }

    /// The names of the secrets that stand anywhere, each with the kind of memory.
    func found(_ secrets: [MaskedSecret]) -> [String] {
        let memory = open("/proc/self/mem", O_RDONLY)
        defer { close(memory) }
        var found: Set<String> = []
        for (range, kind) in regions() {
            var start = range.lowerBound
            while start < range.upperBound {
                let wanted = min(Self.windowByteCount, Int(range.upperBound - start))
                let count = pread(memory, window, wanted, Int(start))
                guard count > 0 else { break }
                for secret in secrets where isThere(secret, count) {
                    found.insert("\(secret.name) in \(kind)")
                }
                // Windows overlap, so that nothing is cut in two.
                start += UInt(count < wanted || wanted < Self.windowByteCount ? wanted : count - 64)
            }
        }
        memset(window, 0, Self.windowByteCount)
        return found.sorted()
    }

    private func isThere(_ secret: MaskedSecret, _ count: Int) -> Bool {
        let (start, end) = (UnsafePointer(window), UnsafePointer(window + count))
        for byte in secret.firstBytes {
            var place = start
            while let hit = memchr(place, Int32(byte), end - place) {
                place = UnsafePointer(hit.assumingMemoryBound(to: UInt8.self))
                if secret.stands(at: place, before: end) { return true }
                place += 1
            }
        }
        return false
    }

    private func regions() -> [(Range<UInt>, String)] {
        guard let file = fopen("/proc/self/maps", "r") else { fatalError("no /proc") }
        defer { fclose(file) }
        var regions: [(Range<UInt>, String)] = []
        var line = [CChar](repeating: 0, count: 4096)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8($0) }, as: UTF8.self)
            let words = text.split(whereSeparator: \.isWhitespace)
            let ends = words[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            let isWindow = ends[0] <= UInt(bitPattern: window) && UInt(bitPattern: window) < ends[1]
            guard words[1].hasPrefix("r"), words[1].contains("w") || words.count < 6, !isWindow
            else { continue }
            regions.append((ends[0]..<ends[1], words.count < 6 ? "memory" : String(words[5])))
        }
        return regions
    }
}

/// Seals and opens under secrets that are only known masked, and lets go of everything.
///
/// - Returns: what came up on the way: file keys and payload keys.
private func useOnce(
    x25519: MaskedSecret, hybrid: MaskedSecret, passphrase: MaskedSecret, plaintext: MaskedSecret
) throws -> [MaskedSecret] {
    var keys: [MaskedSecret] = []
    let identities = [
        Identity(x25519Secret: x25519.secret()), try Identity(hybridSeed: hybrid.secret()),
    ]
    // As a file of keys is read: from text, which the reader of the file overwrites.
    var text: [UInt8] = []
    text.reserveCapacity(1000)
    for identity in identities {
        let line = identity.encoded()
        text.append(line.bytes)
        text.append(UInt8(ascii: "\n"))
    }
    let read = try KeyFile.identities(in: text.span)
    text.wipe()

    for identity in read {
        var writer = try AgeWriter(to: [identity.recipient], writing: MemorySink())
        // Enough for all cores, and for the path of a single batch.
        let piece = plaintext.secret()
        for _ in 0..<(identity.recipient.isPostQuantum ? 1 : 60_000) {
            try writer.write(piece.bytes)
        }
        let file = try writer.finish().bytes
        let header = try Header.parse(from: MemorySource(file))
        let key = try header.fileKey(identities: read)
        keys.append(MaskedSecret("a file key", of: key.secret))
        let nonce = Array(file.dropFirst(header.encoded.count).prefix(16))
        keys.append(MaskedSecret("a payload key", of: key.payloadKey(nonce: nonce)))
        var reader = try AgeReader(MemorySource(file), identities: read)
        while try reader.readChunk({ _ in }) {}
        var access = try AgeRandomAccessReader(MemorySource(file), identities: read)
        var byte: [UInt8] = [0]
        var span = byte.mutableSpan
        _ = try access.read(at: 0, into: &span)
    }
    let words = passphrase.secret()
    let bytes = plaintext.secret()
    let file = try Age.seal(bytes.bytes, passphrase: Passphrase(copying: words.bytes), logN: 10)
    var reader = try AgeReader(
        MemorySource(file), passphrase: Passphrase(copying: words.bytes))
    while try reader.readChunk({ _ in }) {}
    return keys
}

/// Wraps a file key that nobody sees.
private func wrapOnce(for recipient: Recipient) throws -> (key: MaskedSecret, stanza: Stanza) {
    let fileKey = FileKey.random()
    return (MaskedSecret("a file key", of: fileKey.secret), try recipient.wrap(fileKey))
}

@Suite("What is left in memory")
struct ResidueTests {
    @Test("no secret and no plaintext is anywhere in memory after use; while in use, it is found")
    func nothingIsLeft() async throws {
        // In a process of its own, whose memory nobody else uses; it writes what it found.
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent]
        ) {
            // As the command does: swift-crypto leaves an expanded hybrid key in freed memory.
            _ = overwrite_freed_memory()
            let memory = OwnMemory()
            let secrets = [
                MaskedSecret("the X25519 key", byteCount: 32),
                MaskedSecret("the hybrid seed", byteCount: 32),
                MaskedSecret("the passphrase", byteCount: 32, isText: true),
                MaskedSecret("the plaintext", byteCount: 48),
            ]
            for secret in secrets {
                let held = secret.secret()
                say("held: \(memory.found([secret]).count)")
                withExtendedLifetime(held) {}
            }
            let keys = try useOnce(
                x25519: secrets[0], hybrid: secrets[1], passphrase: secrets[2],
                plaintext: secrets[3])
            for left in memory.found(secrets + keys) { say("left behind: \(left)") }
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        #expect(said == String(repeating: "held: 1\n", count: 4))
    }

    @Test("no file key is in memory after use, though nothing overwrites what is freed")
    func nothingIsLeftInFreedMemory() async throws {
        let result = await #expect(
            processExitsWith: .success, observing: [\.standardErrorContent]
        ) {
            let memory = OwnMemory()
            for number in 0..<4 {
                let identity = number < 2 ? Identity.generateHybrid() : .generateX25519()
                // Nothing but the code under test holds it.
                let (key, stanza) = try wrapOnce(for: identity.recipient)
                say("left behind by wrapping: \(memory.found([key]).count)")
                let opens = try identity.unwrap([stanza]) != nil
                say("left behind by unwrapping: \(opens ? memory.found([key]).count : -1)")
            }
        }
        let said = String(decoding: try #require(result).standardErrorContent, as: UTF8.self)
        let nothing = "left behind by wrapping: 0\nleft behind by unwrapping: 0\n"
        #expect(said == String(repeating: nothing, count: 4))
    }
}

private func say(_ text: String) {
    var line = Array("\(text)\n".utf8)
    write(STDERR_FILENO, &line, line.count)
}
