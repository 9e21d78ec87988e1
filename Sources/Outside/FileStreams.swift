import AgeFile
package import DurableFiles
package import SafeSodium
package import SystemPackage

/// A file of the disk as the source of an age file, with word of how far it is.
package struct FileSource: ByteSource, ~Copyable {
    private var file: ReadableFile
    private let surroundings: Surroundings
    private let work: WorkProgress.Work
    /// nil for a pipe, which has no length.
    package let totalByteCount: Int64?
    private var byteCount: Int64 = 0

    package init(
        _ file: consuming ReadableFile, _ work: WorkProgress.Work, _ surroundings: Surroundings
    )
        throws
    {
        let status = try file.status()
        totalByteCount = status.kind == .file ? status.byteCount : nil
        self.file = file
        self.work = work
        self.surroundings = surroundings
    }

    package mutating func read(into buffer: inout MutableSpan<UInt8>) throws -> Int {
        let count = try file.read(into: &buffer)
        byteCount += Int64(count)
        try surroundings.progress(work, byteCount, of: totalByteCount)
        return count
    }
}

/// A file that is not published yet, as the sink of an age file.
package struct FileSink: ByteSink, ~Copyable {
    private var file: PendingFile

    package init(_ file: consuming PendingFile) {
        self.file = file
    }

    package mutating func write(_ bytes: Span<UInt8>) throws {
        try file.write(bytes)
    }

    package consuming func takeFile() -> PendingFile {
        file
    }
}

extension Surroundings {
    /// The SHA-256 of a file.
    package func hash(of path: FilePath, _ work: WorkProgress.Work = .checking) throws(VaultError)
        -> SHA256Hash
    {
        do {
            var file = try files.openForReading(path)
            return try file.hashRest(work, self)
        } catch {
            throw VaultError(wrapping: error)
        }
    }

    /// Writes a small file that is not there yet, in a folder that nobody's lock protects.
    package func writeNew(_ path: FilePath, _ bytes: Span<UInt8>) throws(FileError) {
        var file = try files.createNew(at: path, temporaryName: path.randomSibling)
        try file.write(bytes)
        try file.publish()
    }
}

extension Files {
    /// Checks that the folder is there in which a file is to be made.
    ///
    /// - Throws: ``FileError``.
    package func requireFolder(of path: FilePath) throws(FileError) {
        let folder = path.removingLastComponent()
        let found = try statusFollowingLinks(of: folder.isEmpty ? "." : folder)
        switch found?.kind {
        case .folder: return
        case nil: throw FileError(.create, path, .noSuchFileOrDirectory)
        default: throw FileError(.create, path, .notDirectory)
        }
    }
}

extension FilePath {
    /// A hidden name beside this one, for what nobody's lock protects. It is not too long where this one is as
    /// long as a name may be.
    package var randomSibling: String {
        let start = String(
            decoding: (lastComponent?.string ?? "file").utf8.prefix(100), as: UTF8.self)
        return ".\(start).\(Hex.encode(Random.bytes(8))).part"
    }
}

extension ReadableFile {
    /// The SHA-256 of all the rest.
    package mutating func hashRest(
        _ work: WorkProgress.Work, _ surroundings: Surroundings
    ) throws(VaultError) -> SHA256Hash {
        var hasher = SHA256Hasher()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var byteCount: Int64 = 0
        while true {
            let count: Int
            do {
                var span = buffer.mutableSpan
                count = try read(into: &span)
            } catch {
                throw VaultError(wrapping: error)
            }
            if count == 0 { return hasher.finalize() }
            hasher.update(buffer.span.extracting(0..<count))
            byteCount += Int64(count)
            try surroundings.progress(work, byteCount)
        }
    }
}
