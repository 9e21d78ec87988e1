import SafeSodium
import TestSupport

/// One file of the Wycheproof vectors.
struct Wycheproof: Decodable {
    let testGroups: [Group]

    struct Group: Decodable {
        let ivSize: Int?
        let publicKey: PublicKey?
        let tests: [Case]
    }

    struct PublicKey: Decodable {
        let pk: String?
    }

    struct Case: Decodable {
        let tcId: Int
        let comment: String
        let flags: [String]
        let result: String
        // Each algorithm has its own.
        let key, iv, aad, msg, ct, tag, sig, ikm, salt, info, okm, shared: String?
        let `public`, `private`: String?
        let size: Int?
    }

    static func read(_ name: String, _ source: TestVectors.Source) throws -> Wycheproof {
        try TestVectors.read(Wycheproof.self, "wycheproof/\(name)_test.json", source)
    }
}

/// A field that has to be there is not, or is no hexadecimal.
struct MissingField: Error {}

/// The bytes of a field that has to be there.
func bytes(_ hex: String?) throws -> [UInt8] {
    guard let hex, let bytes = Hex.decode(hex) else { throw MissingField() }
    return bytes
}

/// The same, where they are a key.
func secret(_ hex: String?) throws -> SecretBytes {
    let bytes = try bytes(hex)
    return SecretBytes(copying: bytes.span)
}
