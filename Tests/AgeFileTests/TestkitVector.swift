import Foundation
import Testing

/// Where the published vectors lie: `$AMANAT_VECTORS`, else beside the package's folder.
enum TestVectors {
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
}

/// One file of the age testkit: what it expects, and the age file itself.
struct TestkitVector: CustomTestStringConvertible, Sendable {
    let name: String
    var expect = ""
    var payloadHash: String?
    var identities: [String] = []
    var passphrases: [String] = []
    var isArmored = false
    private var isCompressed = false
    private var stored: [UInt8] = []

    var testDescription: String { name }

    static let all: [TestkitVector] = {
        guard let folder = TestVectors.folder?.appendingPathComponent("age"),
            let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        else { return [] }
        return names.sorted().map { TestkitVector(folder.appendingPathComponent($0)) }
    }()

    private init(_ file: URL) {
        name = file.lastPathComponent
        guard let bytes = try? Array(Data(contentsOf: file)) else { return }
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(decoding: bytes[start..<end], as: UTF8.self)
            start = end + 1
            if line.isEmpty { break }
            let value = String(line.drop { $0 != " " }.dropFirst())
            switch line.prefix(while: { $0 != ":" }) {
            case "expect": expect = value
            case "payload": payloadHash = value
            case "identity": identities.append(value)
            case "passphrase": passphrases.append(value)
            case "armored": isArmored = value == "yes"
            case "compressed": isCompressed = value == "zlib"
            default: break
            }
        }
        stored = Array(bytes[start...])
    }

    /// The age file, decompressed where it has to be.
    func file() throws -> [UInt8] {
        guard isCompressed else { return stored }
        let script =
            "import sys,zlib;b=sys.stdin.buffer.read();sys.stdout.buffer.write(zlib.decompress(b))"
        return try run("/usr/bin/env", ["python3", "-c", script], input: stored)
    }
}

struct ProgramFailure: Error {
    let status: Int32
}

/// Runs a program and returns what it wrote to its standard output.
func run(_ program: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (source, target) = (
        folder.appendingPathComponent("in"), folder.appendingPathComponent("out")
    )
    try Data(input).write(to: source)
    try Data().write(to: target)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: source)
    process.standardOutput = try FileHandle(forWritingTo: target)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw ProgramFailure(status: process.terminationStatus)
    }
    return Array(try Data(contentsOf: target))
}
