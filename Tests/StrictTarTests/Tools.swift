import Foundation
import TestSupport

/// Other people's programs that read and write archives, for comparison.
enum Tools {
    struct Failure: Error {
        let output: String
    }

    static func path(of program: String) -> String? {
        let folders = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
        return folders.split(separator: ":").map { "\($0)/\(program)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static let hasTar = path(of: "tar") != nil
    static let hasPython = path(of: "python3") != nil

    /// Runs a program and gives what it wrote to its standard output.
    static func run(_ program: String, _ arguments: [String], in folder: URL) throws -> String {
        guard let path = path(of: program) else { throw Failure(output: "no \(program)") }
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ["LC_ALL": "C", "TZ": "UTC", "PATH": "/usr/bin:/bin"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let text = String(decoding: bytes, as: UTF8.self)
        guard process.terminationStatus == 0 else { throw Failure(output: text) }
        return text
    }

    /// Lends an empty folder and removes it.
    static func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
        let folder = TemporaryPlace.url("tar")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try body(folder)
    }
}

/// A generator whose numbers follow from a seed, so that a failure can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        // SplitMix64.
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
