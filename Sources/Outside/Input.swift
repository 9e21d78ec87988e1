package import DurableFiles
public import SystemPackage

/// Where bytes come from: a file, or what the process is given to read.
public enum Input: Hashable, Sendable {
    /// Standard input.
    case standard
    /// A file, a pipe or a device.
    case file(FilePath)

    /// What an error is about.
    public var subject: Subject {
        switch self {
        case .standard: .standardInput
        case .file(let path): .file(path)
        }
    }

    /// Reads it to its end.
    ///
    /// - Parameters:
    ///   - files: of this disk.
    ///   - limit: the most bytes that are read.
    /// - Throws: `FileError`, also where there is more.
    package func readAll(_ files: Files, limit: Int) throws(FileError) -> [UInt8] {
        switch self {
        case .standard:
            var standard = ReadableFile.standardInput(files)
            return try standard.readAll(limit: limit)
        case .file(let path): return try files.read(path, limit: limit)
        }
    }

    /// Opens it, to be read piece by piece.
    ///
    /// - Throws: `FileError`, also where it is a folder.
    package func open(_ files: Files) throws(FileError) -> ReadableFile {
        guard case .file(let path) = self else { return .standardInput(files) }
        let file = try files.openForReading(path)
        guard try file.status().kind != .folder else {
            throw FileError(.read, path, .isDirectory)
        }
        return file
    }
}
