import AtRest
import SafeSodium
import TestSupport
import Testing

@Suite("Key slots")
struct KeySlotsTests {
    static let damaged = AtRestError.damaged(place: "keyslots")

    static func secret(_ text: String) -> SecretBytes {
        SecretBytes(copying: Array(text.utf8).span)
    }

    static let masterKey = [UInt8](1...32)

    static func slots(_ passphrase: String = "a good passphrase") throws -> KeySlots {
        try KeySlots(
            wrapping: SecretBytes(copying: masterKey.span), under: secret(passphrase),
            cost: .interactive)
    }

    /// One file for all tests that only read it: each costs a derivation.
    static let encoded = (try? slots().encoded) ?? []

    /// A file whose checksum fits whatever its body is.
    static func sealed(_ body: some Collection<UInt8>) -> [UInt8] {
        Array(body) + SHA256Hash(of: Array(body)).bytes
    }

    static func bigEndian(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }

    @Test("the passphrase gives back the master key, and another one is told from damage")
    func roundTrip() throws {
        let slots = try KeySlots(parsing: Self.encoded)
        #expect(slots.encoded == Self.encoded)
        #expect(slots.cost == .interactive)
        let key = try slots.masterKey(openedBy: Self.secret("a good passphrase"))
        #expect([UInt8](key.bytes) == Self.masterKey)
        #expect(throws: AtRestError.wrongPassphrase) {
            _ = try slots.masterKey(openedBy: Self.secret("a good passphrasE"))
        }
    }

    @Test("a file with a bit flipped in any byte is damaged, and no passphrase is asked for")
    func bitFlips() throws {
        #expect(Self.encoded.count == 651)
        var generator = SeededGenerator(for: "key slots")
        for position in Self.encoded.indices {
            var changed = Self.encoded
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(throws: Self.damaged, "byte \(position)") { try KeySlots(parsing: changed) }
        }
    }

    @Test("a file of any other length is damaged", arguments: [0, 1, 43, 619, 650, 652, 1302])
    func lengths(byteCount: Int) {
        let bytes = Array((Self.encoded + Self.encoded).prefix(byteCount))
        #expect(throws: Self.damaged) { try KeySlots(parsing: bytes) }
        if byteCount > 32 {
            #expect(throws: Self.damaged) { try KeySlots(parsing: Self.sealed(bytes.dropLast(32))) }
        }
    }

    @Test("a file of another kind or version is damaged, though its checksum fits")
    func otherKind() {
        for position in 0..<19 {
            var body = Array(Self.encoded.dropLast(32))
            body[position] ^= 1
            #expect(throws: Self.damaged) { try KeySlots(parsing: Self.sealed(body)) }
        }
    }

    @Test(
        "a cost outside the limits is damage, before any memory is asked for",
        arguments: [
            (0, 65_536), (1, 65_536), (17, 65_536), (UInt32.max, 65_536), (2, 0), (2, 65_535),
            (2, 4_194_305), (2, UInt32.max),
        ] as [(UInt32, UInt32)])
    func costLimits(passes: UInt32, memoryKiB: UInt32) {
        let body =
            Self.encoded[..<19] + Self.bigEndian(passes) + Self.bigEndian(memoryKiB)
            + Self.encoded[27..<619]
        #expect(throws: Self.damaged) { try KeySlots(parsing: Self.sealed(body)) }
    }

    @Test(
        "a cost at the limits is read as it stands",
        arguments: [(2, 65_536), (16, 4_194_304), (3, 262_144)] as [(UInt32, UInt32)])
    func costs(passes: UInt32, memoryKiB: UInt32) throws {
        let body =
            Self.encoded[..<19] + Self.bigEndian(passes) + Self.bigEndian(memoryKiB)
            + Self.encoded[27..<619]
        let cost = try KeySlots(parsing: Self.sealed(body)).cost
        #expect(cost.operations == passes)
        #expect(cost.memoryKiB == memoryKiB)
    }

    @Test("a changed salt or cost opens nothing, though its checksum fits")
    func boundParameters() throws {
        for position in [22, 27, 42] {
            var body = Array(Self.encoded.dropLast(32))
            body[position] ^= 1  // 2 passes become 3
            let slots = try KeySlots(parsing: Self.sealed(body))
            #expect(throws: AtRestError.wrongPassphrase) {
                _ = try slots.masterKey(openedBy: Self.secret("a good passphrase"))
            }
        }
    }

    @Test("two files share no salt and no slot, and the slots in use cannot be told by their place")
    func randomSlots() throws {
        let files = [Self.encoded, try Self.slots().encoded]
        let slots = files.map { file in
            (0..<8).map { Array(file[(43 + 72 * $0)..<(43 + 72 * ($0 + 1))]) }
        }
        #expect(Set(slots[0] + slots[1]).count == 16)
        #expect(files[0][27..<43] != files[1][27..<43])
        // Random bytes have about half of their bits set; 576 bytes hardly stray from it by a
        // tenth.
        for file in files {
            let count = file[43..<619].reduce(0) { $0 + $1.nonzeroBitCount }
            #expect((2074...2534).contains(count))
        }
    }

    @Test("a master key is found in the first slot and in the last one", arguments: [0, 7])
    func anySlot(used: Int) throws {
        let salt = [UInt8](repeating: 5, count: 16)
        let parameters =
            Array("amanat-keyslots/v1\n".utf8) + Self.bigEndian(2) + Self.bigEndian(65_536) + salt
        let key = try PasswordHash.argon2id(
            passphrase: Self.secret("p"), salt: salt, cost: .interactive)
        let sealed = XChaCha20Poly1305.seal(
            Self.masterKey.span, key: key, authenticating: parameters)
        let body = (0..<8).reduce(parameters) { $0 + ($1 == used ? sealed : Random.bytes(72)) }
        let opened = try KeySlots(parsing: Self.sealed(body)).masterKey(
            openedBy: Self.secret("p"))
        #expect([UInt8](opened.bytes) == Self.masterKey)
    }
}
