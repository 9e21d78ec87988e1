import DurableFiles
import FoundationEssentials
package import SystemPackage

/// Lends an empty folder, and removes it afterwards with all that is in it.
package func withFolder<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
    let folder = TemporaryPlace.path("folder")
    try FileManager.default.createDirectory(
        atPath: folder.string, withIntermediateDirectories: false)
    defer { try? FileManager.default.removeItem(atPath: folder.string) }
    return try body(folder)
}

/// The contents of all files in a folder, read without the faults of a test.
package func contents(of folder: FilePath) throws -> [String: [UInt8]] {
    let files = Files()
    return Dictionary(
        uniqueKeysWithValues: try files.names(in: folder).map {
            ($0, try files.read(folder.appending($0), limit: 1 << 20))
        })
}

/// Writes a file without any of the vocabulary that is under test.
package func place(_ bytes: [UInt8], at path: FilePath) throws {
    try Data(bytes).write(to: URL(filePath: path.string))
}
