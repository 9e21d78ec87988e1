import TestSupport
import Testing

@testable import SafeSodium

@Suite("Wycheproof", .enabled(if: TestVectors.areThere, "no published vectors"))
struct PublishedWycheproofTests {
    @Test(
        "the published vectors are there",
        arguments: [
            ("chacha20_poly1305", 45), ("xchacha20_poly1305", 250), ("x25519", 518),
            ("hkdf_sha256", 20), ("ed25519", 151),
        ])
    func count(_ name: String, _ least: Int) throws {
        let groups = try Wycheproof.read(name, .published).testGroups
        #expect(groups.flatMap(\.tests).count >= least)
    }
}

@Suite("Wycheproof, and vectors of our own in its form")
struct WycheproofTests {
    /// A vector of ChaCha20-Poly1305 without associated data.
    private struct ChaChaCase {
        let number: Int
        let key: String?
        let nonce, plaintext, sealed: [UInt8]
        let isValid: Bool
    }

    private func chaChaCases(_ source: TestVectors.Source) throws -> [ChaChaCase] {
        let cases = try Wycheproof.read("chacha20_poly1305", source).testGroups
            .filter { $0.ivSize == 96 }.flatMap(\.tests).filter { $0.aad == "" }
        #expect(source == .own || cases.count == 45)
        return try cases.map {
            ChaChaCase(
                number: $0.tcId, key: $0.key, nonce: try bytes($0.iv), plaintext: try bytes($0.msg),
                sealed: try bytes($0.ct) + bytes($0.tag), isValid: $0.result == "valid")
        }
    }

    @Test(
        "ChaCha20-Poly1305 seals and opens as the vectors without associated data say",
        arguments: TestVectors.sources)
    func chaCha20Poly1305(_ source: TestVectors.Source) throws {
        for test in try chaChaCases(source) {
            let key = try secret(test.key)
            let opened = open { () throws(AuthenticationFailure) in
                try ChaCha20Poly1305.open(test.sealed.span, key: key, nonce: test.nonce)
            }
            #expect(opened == (test.isValid ? test.plaintext : nil), "\(test.number)")
            if test.isValid {
                let again = ChaCha20Poly1305.seal(
                    test.plaintext.span, key: key, nonce: test.nonce)
                #expect(again == test.sealed, "\(test.number)")
            }
        }
    }

    @Test(
        "the cipher of the chunks seals and opens as those vectors say, in place and to another place",
        arguments: TestVectors.sources, [0, 1000])
    func chunkCipher(_ source: TestVectors.Source, _ distance: Int) throws {
        for test in try chaChaCases(source) {
            let cipher = ChunkCipher(key: try secret(test.key))
            let nonce = InlineArray<12, UInt8> { test.nonce[$0] }
            let byteCount = test.plaintext.count
            var memory = [UInt8](repeating: 0xEE, count: distance) + test.sealed
            let isOpened = memory.withUnsafeMutableBufferPointer {
                let start = $0.baseAddress!
                return cipher.open(
                    start + distance, byteCount: byteCount, to: start, nonce: nonce)
            }
            #expect(isOpened == test.isValid, "\(test.number)")
            // Of what does not open, there is nothing.
            let zeros = [UInt8](repeating: 0, count: byteCount)
            #expect(
                Array(memory[..<byteCount]) == (test.isValid ? test.plaintext : zeros),
                "\(test.number)")
            if distance > 0 { #expect(memory.suffix(test.sealed.count) == test.sealed[...]) }
            guard test.isValid else { continue }
            memory = [UInt8](repeating: 0xEE, count: distance) + test.plaintext
            memory += [UInt8](repeating: 0xEE, count: 16)
            memory.withUnsafeMutableBufferPointer {
                let start = $0.baseAddress!
                cipher.seal(start + distance, byteCount: byteCount, to: start, nonce: nonce)
            }
            #expect(Array(memory[..<test.sealed.count]) == test.sealed, "\(test.number)")
        }
    }

    @Test(
        "XChaCha20-Poly1305 opens as the vectors say",
        arguments: TestVectors.sources)
    func xChaCha20Poly1305(_ source: TestVectors.Source) throws {
        var count = 0
        let groups = try Wycheproof.read("xchacha20_poly1305", source).testGroups
        for group in groups where group.ivSize == 192 {
            for test in group.tests {
                count += 1
                let key = try secret(test.key)
                let sealed = try bytes(test.iv) + bytes(test.ct) + bytes(test.tag)
                let context = try bytes(test.aad)
                let opened = open { () throws(AuthenticationFailure) in
                    try XChaCha20Poly1305.open(sealed.span, key: key, authenticating: context)
                }
                let expected = test.result == "valid" ? try bytes(test.msg) : nil
                #expect(opened == expected, "\(test.tcId) \(test.comment)")
            }
        }
        #expect(count >= (source == .own ? 3 : 250))
    }

    @Test(
        "X25519 computes the vectors' secrets, and refuses those that are all zeros",
        arguments: TestVectors.sources)
    func x25519(_ source: TestVectors.Source) throws {
        var (count, refused) = (0, 0)
        for test in try Wycheproof.read("x25519", source).testGroups.flatMap(\.tests) {
            count += 1
            let expected = try bytes(test.shared)
            let shared = X25519.sharedSecret(try secret(test.private), with: try bytes(test.public))
            let isZero = expected.allSatisfy { $0 == 0 }
            if isZero { refused += 1 }
            switch shared {
            case .none: #expect(isZero, "\(test.tcId) \(test.comment)")
            case .some(let shared):
                let computed = Array(shared.bytes)
                #expect(!isZero && computed == expected, "\(test.tcId) \(test.comment)")
            }
        }
        #expect(source == .own || count == 518)
        #expect(refused > 0)
    }

    @Test(
        "HKDF-SHA-256 gives the first 32 bytes of the vectors whose info is text",
        arguments: TestVectors.sources)
    func hkdf(_ source: TestVectors.Source) throws {
        var count = 0
        for test in try Wycheproof.read("hkdf_sha256", source).testGroups.flatMap(\.tests)
        where test.result == "valid" {
            guard let info = String(validating: try bytes(test.info), as: UTF8.self) else {
                continue
            }
            let expected = try bytes(test.okm).prefix(32)
            let (material, salt) = (try bytes(test.ikm), try bytes(test.salt))
            let key = HKDFSHA256.key(from: material.span, salt: salt, info: info)
            let computed = Array(key.bytes.extracting(first: expected.count))
            #expect(computed == Array(expected), "\(test.tcId) \(test.comment)")
            count += 1
        }
        #expect(count >= (source == .own ? 2 : 20))
    }

    @Test(
        "Ed25519 accepts and refuses the vectors' signatures",
        arguments: TestVectors.sources)
    func ed25519(_ source: TestVectors.Source) throws {
        var count = 0
        for group in try Wycheproof.read("ed25519", source).testGroups {
            let publicKey = try bytes(group.publicKey?.pk)
            let key = try #require(VerifyingKey(publicKey))
            for test in group.tests {
                count += 1
                let (signature, message) = (try bytes(test.sig), try bytes(test.msg))
                let isValid = key.isValid(signature: signature, for: message.span)
                #expect(isValid == (test.result == "valid"), "\(test.tcId) \(test.comment)")
            }
        }
        #expect(source == .own || count == 151)
    }

    private func open(
        _ body: () throws(AuthenticationFailure) -> SecretBytes
    ) -> [UInt8]? {
        do throws(AuthenticationFailure) {
            let plaintext = try body()
            return Array(plaintext.bytes)
        } catch {
            return nil
        }
    }
}
