import SafeSodium
import Testing

@Suite("Secrets and costs")
struct SecretTests {
    @Test("two secrets are the same where all of their bytes are")
    func equality() {
        let secret = SecretBytes(copying: [1, 2, 3].span)
        let outcomes = [
            secret.isSame(as: SecretBytes(copying: [1, 2, 3].span)),
            secret.isSame(as: SecretBytes(copying: [1, 2, 4].span)),
            secret.isSame(as: SecretBytes(copying: [0, 2, 3].span)),
            secret.isSame(as: SecretBytes(copying: [1, 2].span)),
            secret.isSame(as: secret.duplicate()),
            SecretBytes(byteCount: 0).isSame(as: SecretBytes(byteCount: 0)),
        ]
        #expect(outcomes == [true, false, false, false, true, true])
    }

    @Test("taking bytes over empties their array")
    func takingOver() {
        var bytes: [UInt8] = [1, 2, 3, 4]
        let secret = SecretBytes(wiping: &bytes)
        let part = Array(secret.part(1..<3).bytes)
        #expect(bytes.isEmpty)
        #expect(part == [2, 3])
    }

    @Test("random secrets differ")
    func random() {
        let isSame = SecretBytes.random(byteCount: 32).isSame(as: .random(byteCount: 32))
        #expect(!isSame)
    }

    @Test(
        "an Argon2id cost outside the limits is none",
        arguments: [
            (1, 65_536, false), (2, 65_535, false), (2, 65_536, true), (16, 65_536, true),
            (17, 65_536, false), (2, 4_194_304, true), (2, 4_194_305, false), (0, 0, false),
        ] as [(UInt32, UInt32, Bool)])
    func costs(_ operations: UInt32, _ memoryKiB: UInt32, _ isAllowed: Bool) {
        let cost = Argon2Cost(operations: operations, memoryKiB: memoryKiB)
        #expect((cost != nil) == isAllowed)
    }

    @Test("Argon2id depends on passphrase, salt and cost")
    func argon2id() throws {
        let salt = [UInt8](repeating: 1, count: PasswordHash.saltByteCount)
        func key(_ passphrase: String, _ salt: [UInt8], _ operations: UInt32) throws -> [UInt8] {
            let cost = try #require(Argon2Cost(operations: operations, memoryKiB: 65_536))
            let secret = SecretBytes(copying: Array(passphrase.utf8).span)
            let key = try PasswordHash.argon2id(passphrase: secret, salt: salt, cost: cost)
            return Array(key.bytes)
        }
        let first = try key("a", salt, 2)
        #expect(try key("a", salt, 2) == first)
        #expect(try key("b", salt, 2) != first)
        #expect(try key("a", salt.map { $0 + 1 }, 2) != first)
        #expect(try key("a", salt, 3) != first)
    }

    @Test("XChaCha20-Poly1305 opens what it sealed, in the same context only")
    func xChaCha() throws {
        let key = SecretBytes.random(byteCount: 32)
        let sealed = XChaCha20Poly1305.seal([1, 2, 3].span, key: key, authenticating: [9])
        let opened = try XChaCha20Poly1305.open(sealed.span, key: key, authenticating: [9])
        #expect(Array(opened.bytes) == [1, 2, 3])
        #expect(throws: AuthenticationFailure.self) {
            _ = try XChaCha20Poly1305.open(sealed.span, key: key, authenticating: [8])
        }
    }
}
