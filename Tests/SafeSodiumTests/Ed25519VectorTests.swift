import SafeSodium
import TestSupport
import Testing

/// The edge cases of Ed25519 (C2SP/CCTV, `ed25519`), which programs judge differently.
@Suite("Ed25519 edge cases")
struct Ed25519VectorTests {
    struct Vector: Decodable {
        let number: Int
        let key, sig, msg: String
        let flags: [String]?
    }

    @Suite("The published cases", .enabled(if: TestVectors.areThere, "no published vectors"))
    struct Published {
        @Test("all 914 are there")
        func count() throws {
            let vectors = try TestVectors.read(
                [Vector].self, "ed25519/ed25519vectors.json", .published)
            #expect(vectors.count == 914)
        }
    }

    @Test(
        "points of low order, equations that hold only times the cofactor, and wrong signatures are refused",
        arguments: TestVectors.sources)
    func verification(_ source: TestVectors.Source) throws {
        let vectors = try TestVectors.read([Vector].self, "ed25519/ed25519vectors.json", source)
        var accepted = 0
        for vector in vectors {
            let flags = Set(vector.flags ?? [])
            let expected = flags.isDisjoint(
                with: ["low_order_A", "low_order_R", "low_order_residue", "wrong"])
            let key = VerifyingKey(try bytes(vector.key))
            let message = Array(vector.msg.utf8)
            let isValid =
                key?.isValid(signature: try bytes(vector.sig), for: message.span) ?? false
            #expect(isValid == expected, "\(vector.number): \(flags.sorted())")
            if isValid { accepted += 1 }
        }
        #expect(accepted == (source == .own ? 1 : 43))
    }
}
