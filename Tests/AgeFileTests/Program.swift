import Foundation
import TestSupport

/// A program that ended badly.
struct ProgramFailure: Error {
    let status: Int32
}

/// Runs a program and returns what it wrote to its standard output.
func run(_ program: String, _ arguments: [String], input: [UInt8] = []) throws -> [UInt8] {
    let folder = TemporaryPlace.url("program")
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
