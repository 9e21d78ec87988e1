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
        let opened = try slots.opened(byPassphrase: Self.secret("a good passphrase"))
        #expect([UInt8](opened.masterKey.bytes) == Self.masterKey)
        #expect(opened.table?.count == 1)
        #expect(throws: AtRestError.wrongPassphrase) {
            _ = try slots.opened(byPassphrase: Self.secret("a good passphrasE"))
        }
    }

    @Test("a file with a bit flipped in any byte is damaged, and no passphrase is asked for")
    func bitFlips() throws {
        #expect(Self.encoded.count == 755)
        var generator = SeededGenerator(for: "key slots")
        for position in Self.encoded.indices {
            var changed = Self.encoded
            changed[position] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            #expect(throws: Self.damaged, "byte \(position)") { try KeySlots(parsing: changed) }
        }
    }

    @Test("a file of any other length is damaged", arguments: [0, 1, 43, 619, 651, 754, 756, 1510])
    func lengths(byteCount: Int) {
        let bytes = Array((Self.encoded + Self.encoded).prefix(byteCount))
        #expect(throws: Self.damaged) { try KeySlots(parsing: bytes) }
        if byteCount > 32 {
            #expect(throws: Self.damaged) { try KeySlots(parsing: Self.sealed(bytes.dropLast(32))) }
        }
    }

    @Test("a file of another kind is damaged, though its checksum fits")
    func otherKind() {
        for position in 0..<19 where position != 17 {
            var body = Array(Self.encoded.dropLast(32))
            body[position] ^= 1
            #expect(throws: Self.damaged) { try KeySlots(parsing: Self.sealed(body)) }
        }
    }

    @Test(
        "a whole file of another version is told from damage and from a wrong passphrase",
        arguments: [("1", 619, true), ("3", 723, false), ("10", 40, false)])
    func otherVersion(version: String, byteCount: Int, isEarlier: Bool) {
        let head = Array("amanat-keyslots/v\(version)\n".utf8)
        let body = head + Random.bytes(byteCount - head.count)
        let other = AtRestError.otherVersion(place: "keyslots", isEarlier: isEarlier)
        #expect(throws: other) { try KeySlots(parsing: Self.sealed(body)) }
        var changed = Self.sealed(body)
        changed[30] ^= 1
        #expect(throws: Self.damaged) { try KeySlots(parsing: changed) }
    }

    @Test("what is no version's number is damage", arguments: ["0", "02", "-1", "", "1x", "+1"])
    func noVersion(text: String) {
        let body = Array("amanat-keyslots/v\(text)\n".utf8) + Random.bytes(600)
        #expect(throws: Self.damaged) { try KeySlots(parsing: Self.sealed(body)) }
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
            + Self.encoded[27..<723]
        #expect(throws: Self.damaged) { try KeySlots(parsing: Self.sealed(body)) }
    }

    @Test(
        "a cost at the limits is read as it stands",
        arguments: [(2, 65_536), (16, 4_194_304), (3, 262_144)] as [(UInt32, UInt32)])
    func costs(passes: UInt32, memoryKiB: UInt32) throws {
        let body =
            Self.encoded[..<19] + Self.bigEndian(passes) + Self.bigEndian(memoryKiB)
            + Self.encoded[27..<723]
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
                _ = try slots.opened(byPassphrase: Self.secret("a good passphrase"))
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
        // Random bytes have about half of their bits set; 680 bytes hardly stray from it by a
        // tenth.
        for file in files {
            let count = file[43..<723].reduce(0) { $0 + $1.nonzeroBitCount }
            #expect((2448...2992).contains(count))
        }
    }

    @Test("a cost beyond the memory of the machine is refused before any is touched")
    func memoryLimit() throws {
        let slots = try KeySlots(parsing: Self.encoded)
        let error = AtRestError.outOfMemory(memoryKiB: 65_536, thereKiB: 65_535)
        #expect(throws: error) {
            _ = try slots.key(from: Self.secret("p"), KeySlots.Work(memoryLimitKiB: 65_535))
        }
        _ = try slots.key(from: Self.secret("p"), KeySlots.Work(memoryLimitKiB: 65_536))
    }

    @Test("the work on a passphrase ends soon when nobody waits for it any more")
    func stopping() throws {
        let cost = try #require(Argon2Cost(operations: 16, memoryKiB: 262_144))
        var asked = 0
        let start = ContinuousClock.now
        #expect(throws: AtRestError.stopped) {
            _ = try KeySlots(
                wrapping: SecretBytes(copying: Self.masterKey.span), under: Self.secret("p"),
                cost: cost,
                KeySlots.Work {
                    asked += 1
                    return asked < 3
                })
        }
        #expect(asked == 3)
        #expect(ContinuousClock.now - start < .seconds(2))
    }

    @Test("memory is read as Linux tells it, and never more than is built in")
    func memory() {
        let text =
            "MemTotal:  16 kB\nMemAvailable:     700 kB\nSwapFree:  300 kB\nHugePages_Total: 0\n"
        #expect(MachineMemory.availableKiB(in: Array(text.utf8)) == 1000)
        #expect(MachineMemory.availableKiB(in: Array("MemAvailable: 7 kB\n".utf8)) == 7)
        #expect(MachineMemory.availableKiB(in: Array("SwapFree: 7 kB\n".utf8)) == nil)
        #expect(MachineMemory.availableKiB(in: []) == nil)
        #expect(MachineMemory.availableKiB() > 65_536)
    }
}
