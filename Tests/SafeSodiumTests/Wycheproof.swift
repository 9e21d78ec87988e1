import Foundation
import SafeSodium

/// One file of the Wycheproof vectors, which lie in `$AMANAT_VECTORS`, else beside the package's
/// folder.
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

    static let folder: URL? = {
        let given = ProcessInfo.processInfo.environment["AMANAT_VECTORS"]
        let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let folder =
            given.map { URL(fileURLWithPath: $0) }
            ?? package.deletingLastPathComponent().appendingPathComponent("shared/vectors")
        if FileManager.default.fileExists(atPath: folder.path) { return folder }
        print("No test vectors at \(folder.path): set AMANAT_VECTORS. Their tests are left out.")
        return nil
    }()

    static func read(_ name: String) throws -> Wycheproof {
        guard let folder else { throw MissingField() }
        let data = try Data(
            contentsOf: folder.appendingPathComponent("wycheproof/\(name)_test.json"))
        return try JSONDecoder().decode(Wycheproof.self, from: data)
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
