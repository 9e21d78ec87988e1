import AgeFile
import Crypto
import Foundation
import SafeSodium
import TestSupport
import Testing

/// The vectors of draft-connolly-cfrg-xwing-kem.
@Suite("X-Wing")
struct XWingTests {
    struct Vector: Decodable {
        let seed, pk, ct, ss: String
    }

    @Suite("The published vectors", .enabled(if: TestVectors.areThere, "no published vectors"))
    struct Published {
        @Test("all 3 are there")
        func count() throws {
            let vectors = try TestVectors.read(
                [Vector].self, "xwing/test-vectors.json", .published)
            #expect(vectors.count == 3)
        }
    }

    @Test(
        "a seed gives the vector's public key, and its secret for the vector's ciphertext",
        arguments: TestVectors.sources)
    func vectors(_ source: TestVectors.Source) throws {
        let vectors = try TestVectors.read([Vector].self, "xwing/test-vectors.json", source)
        #expect(vectors.count >= 3)
        for vector in vectors {
            let seed = try #require(Hex.decode(vector.seed))
            let identity = try Identity(hybridSeed: SecretBytes(copying: seed.span))
            guard case .hybrid(let recipient) = identity.recipient else {
                Issue.record("not a hybrid recipient")
                continue
            }
            #expect(Hex.encode(recipient.publicKey) == vector.pk)
            let key = try XWingMLKEM768X25519.PrivateKey(
                seedRepresentation: seed, publicKey: nil)
            let encapsulated = try #require(Hex.decode(vector.ct))
            let secret = try key.decapsulate(Data(encapsulated))
            #expect(Hex.encode(secret.withUnsafeBytes { Array($0) }) == vector.ss)
        }
    }
}
