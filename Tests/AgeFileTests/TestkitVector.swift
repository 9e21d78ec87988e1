import AgeFile
import Foundation
import SafeSodium
import TestSupport
import Testing

/// One file of the age testkit: what it expects, and the age file itself.
struct TestkitVector: CustomTestStringConvertible, Sendable {
    let name: String
    var expect = ""
    var payloadHash: String?
    /// Hexadecimal.
    var fileKey: String?
    var identities: [String] = []
    var passphrases: [String] = []
    var isArmored = false
    private var isCompressed = false
    private var stored: [UInt8] = []

    var testDescription: String { name }

    static let all = TestVectors.files(in: "age").map { TestkitVector($0) }

    private init(_ file: URL) {
        name = file.lastPathComponent
        guard let bytes = try? Array(Data(contentsOf: file)) else { return }
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: bytes[start..<end], as: UTF8.self)
            start = end + 1
            if line.isEmpty { break }
            let value = String(line.drop { $0 != ":" }.dropFirst(2))
            switch line.prefix(while: { $0 != ":" }) {
            case "expect": expect = value
            case "payload": payloadHash = value
            case "file key": fileKey = value
            case "identity": identities.append(value)
            case "passphrase": passphrases.append(value)
            case "armored": isArmored = value == "yes"
            case "compressed": isCompressed = value == "zlib"
            default: break
            }
        }
        stored = Array(bytes[start...])
    }

    /// What is to be tried on the file.
    var keys: [Key] {
        get throws {
            let identities = try identities.map { try Identity($0) }
            let passphrases = passphrases.map { Key.passphrase(Passphrase($0)) }
            return identities.isEmpty && !passphrases.isEmpty
                ? passphrases : [.identities(identities)] + passphrases
        }
    }

    /// What a vector says opens its file.
    enum Key {
        case identities([Identity])
        case passphrase(Passphrase)
    }

    /// The age file, decompressed where it has to be.
    func file() throws -> [UInt8] {
        guard isCompressed else { return stored }
        let script =
            "import sys,zlib;b=sys.stdin.buffer.read();sys.stdout.buffer.write(zlib.decompress(b))"
        return try run("/usr/bin/env", ["python3", "-c", script], input: stored)
    }
}
