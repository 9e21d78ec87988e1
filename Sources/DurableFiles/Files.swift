import Glibc
package import SystemPackage

/// The durability vocabulary: the few ways in which this project changes a disk.
///
/// - ``createNew(at:temporaryName:)``: a file that appears under its name whole and durable, or
///   not at all, and never takes another's name.
/// - ``replaceAtomically(_:with:)``: a small file is the old one or the new one.
/// - ``openForAppending(_:)``: bytes after what is there.
/// - ``move(_:to:)``: another name in the same file system.
/// - ``syncFolder(_:)``: names are durable only once their folder has been synced.
package struct Files: Sendable {
    let calls: any SystemCalls
    /// Asked several times a second while a pipe, a person or another command is waited for; false ends the wait
    /// with `.interrupted`.
    package var goesOn: @Sendable () -> Bool

    package init(
        calls: any SystemCalls = Kernel(), goesOn: @escaping @Sendable () -> Bool = { true }
    ) {
        self.calls = calls
        self.goesOn = goesOn
    }

    /// Runs one call, and says on what it failed.
    func attempt<Result: ~Copyable>(
        _ operation: FileError.Operation, _ path: FilePath,
        _ call: () throws(Errno) -> Result
    ) throws(FileError) -> Result {
        do {
            return try call()
        } catch {
            throw FileError(operation, path, error)
        }
    }

    // MARK: Looking

    /// What is at a path; nil where nothing is. A symbolic link is not followed.
    package func status(of path: FilePath) throws(FileError) -> FileStatus? {
        do {
            return try calls.status(of: path)
        } catch {
            if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
            throw FileError(.inspect, path, error)
        }
    }

    /// What a path leads to, by way of symbolic links; nil where nothing is, or a link leads nowhere.
    package func statusFollowingLinks(of path: FilePath) throws(FileError) -> FileStatus? {
        do {
            return try calls.statusFollowingLinks(of: path)
        } catch {
            if error == .noSuchFileOrDirectory || error == .notDirectory { return nil }
            throw FileError(.inspect, path, error)
        }
    }

    /// How many bytes more the file system that holds a folder takes.
    package func freeByteCount(of folder: FilePath) throws(FileError) -> Int64 {
        try attempt(.inspect, folder) { () throws(Errno) in
            try calls.freeByteCount(of: folder)
        }
    }

    /// The names in a folder, sorted.
    package func names(in folder: FilePath) throws(FileError) -> [String] {
        try attempt(.list, folder) { () throws(Errno) in try calls.names(in: folder) }.sorted()
    }

    /// The names in a folder, byte for byte, in the order of their bytes.
    package func components(in folder: FilePath) throws(FileError) -> [FilePath.Component] {
        try attempt(.list, folder) { () throws(Errno) in try calls.components(in: folder) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// All the bytes of something small: a file, or a pipe, which is waited for.
    ///
    /// - Throws: ``FileError``; with `.fileTooLarge` where there are more than `limit`; with `.interrupted` where
    ///   ``goesOn`` ended the wait.
    package func read(_ path: FilePath, limit: Int) throws(FileError) -> [UInt8] {
        var file = try openForReading(path)
        return try file.readAll(limit: limit)
    }

    /// Opens a file, a pipe or a device to be read. To open it never waits: where a pipe has nobody yet who
    /// writes into it, reading waits, and asks ``goesOn``.
    package func openForReading(_ path: FilePath) throws(FileError) -> ReadableFile {
        try openForReading(path) { _ throws(FileError) in }
    }

    func openForReading(
        _ path: FilePath, _ check: (FileStatus) throws(FileError) -> Void
    ) throws(FileError) -> ReadableFile {
        let number = try attempt(.open, path) { () throws(Errno) in
            try calls.open(path, flags: O_RDONLY | O_NONBLOCK | O_NOCTTY, mode: 0)
        }
        var file = ReadableFile(number: number, path: path, files: self, closesAtEnd: true)
        let status = try file.status()
        try check(status)
        file.isWaitedFor = status.kind != .file
        return file
    }

    /// Opens a pipe or a device to be written; nil where it is a file, perhaps by way of a symbolic
    /// link.
    package func openStream(_ path: FilePath) throws(FileError) -> WritableStream? {
        var opened: FileNumber?
        while opened == nil {
            do throws(Errno) {
                opened = try calls.open(path, flags: O_WRONLY | O_NONBLOCK | O_NOCTTY, mode: 0)
            } catch .noSuchAddressOrDevice where (try? calls.status(of: path))?.kind == .pipe {
                // Nobody reads from it yet.
                guard goesOn() else { throw FileError(.open, path, .interrupted) }
                usleep(50_000)
            } catch {
                throw FileError(.open, path, error)
            }
        }
        guard let number = opened else { return nil }
        let stream = WritableStream(number: number, path: path, files: self, closesAtEnd: true)
        let status = try attempt(.inspect, path) { () throws(Errno) in try calls.status(number) }
        guard status.kind != .file else { return nil }
        return stream
    }

    // MARK: Changing

    /// Replaces, or makes, a small file: temporary name, fsync, rename, fsync of the folder.
    package func replaceAtomically(
        _ path: FilePath, with bytes: Span<UInt8>
    ) throws(FileError) {
        var file = try PendingFile(
            at: path, temporaryName: ".amanat-\(path.lastComponent?.string ?? "new").part",
            isNamed: true, files: self)
        try file.write(bytes)
        try file.publish(replacing: true)
    }

    /// Removes what a killed run left of files that were being replaced in a folder. The caller holds the
    /// lock, so that nobody is writing them; where they cannot be removed they do no harm.
    package func removeLeftovers(in folder: FilePath) {
        for name in (try? names(in: folder)) ?? []
        where Self.isLeftover(name) { try? remove(folder.appending(name)) }
    }

    /// Whether a name is one that ``replaceAtomically(_:with:)`` gives for a moment.
    package static func isLeftover(_ name: String) -> Bool {
        name.hasPrefix(".amanat-") && name.hasSuffix(".part")
    }

    /// Begins a file that appears under `path` only when it is published.
    ///
    /// Where the file system can hold files without a name, nothing is left of it should the
    /// program be killed. Where it cannot (FAT), it has `temporaryName` in the same folder until
    /// then.
    package func createNew(
        at path: FilePath, temporaryName: String
    ) throws(FileError) -> PendingFile {
        try PendingFile(at: path, temporaryName: temporaryName, isNamed: false, files: self)
    }

    /// Opens a file to be written after its end, making it where it is not there.
    package func openForAppending(_ path: FilePath) throws(FileError) -> AppendableFile {
        let number = try attempt(.open, path) { () throws(Errno) in
            try calls.open(path, flags: O_RDWR | O_CREAT | O_APPEND, mode: 0o600)
        }
        return try AppendableFile(number: number, path: path, files: self)
    }

    /// Moves a file to a name that is not taken. The caller syncs the folders.
    package func move(_ old: FilePath, to new: FilePath) throws(FileError) {
        try attempt(.rename, old) { () throws(Errno) in
            try rename(old, to: new, replacing: false)
        }
    }

    /// Gives a file of one folder a name in another, in the same file system; the old name stays. The caller syncs
    /// the new folder, and only then removes the old name: so at no moment is the file in neither.
    ///
    /// Where the file has that name already, all is well. Where the file system knows no second names (FAT), the
    /// file is moved.
    package func addName(_ new: FilePath, to old: FilePath) throws(FileError) {
        let number = try attempt(.open, old) { () throws(Errno) in
            try calls.open(old, flags: O_RDONLY | O_NOFOLLOW, mode: 0)
        }
        defer { calls.close(number) }
        do throws(Errno) {
            try calls.link(number, to: new)
        } catch .fileExists {
            let (mine, other) = (try status(of: old), try status(of: new))
            guard mine?.place == other?.place else { throw FileError(.link, new, .fileExists) }
        } catch .notPermitted, .notSupported, .noFunction, .invalidArgument,
            .noSuchFileOrDirectory
        {
            try move(old, to: new)
        } catch {
            throw FileError(.link, new, error)
        }
    }

    /// Removes a file or an empty folder, and does not mind if it is not there.
    package func remove(_ path: FilePath) throws(FileError) {
        do {
            try calls.unlink(path)
        } catch {
            if error != .noSuchFileOrDirectory { throw FileError(.remove, path, error) }
        }
    }

    /// Makes a folder (mode 0700) where there is none, and makes its name durable.
    package func makeFolder(_ path: FilePath) throws(FileError) {
        do {
            try calls.makeFolder(path, mode: 0o700)
        } catch {
            guard error == .fileExists, try status(of: path)?.kind == .folder else {
                throw FileError(.create, path, error)
            }
        }
        try syncFolder(path.removingLastComponent())
    }

    /// Keeps others on this machine out of a folder.
    package func makePrivate(_ path: FilePath) throws(FileError) {
        try attempt(.create, path) { () throws(Errno) in
            try calls.changeMode(of: path, to: 0o700)
        }
    }

    /// Makes a folder, and those above it that are not there.
    ///
    /// - Returns: those that were made, outermost first.
    package func makeFolders(_ path: FilePath) throws(FileError) -> [FilePath] {
        var missing: [FilePath] = []
        var folder = path.lexicallyNormalized()
        while !folder.isEmpty, try status(of: folder) == nil {
            missing.append(folder)
            folder = folder.removingLastComponent()
        }
        do throws(FileError) {
            for folder in missing.reversed() { try makeFolder(folder) }
        } catch {
            for folder in missing { try? remove(folder) }
            throw error
        }
        return missing.reversed()
    }

    /// Makes the names in a folder durable. A file system that cannot do this for folders (FAT in
    /// some drivers, network shares) says so by `EINVAL` and the like; there it is done as well as
    /// it goes.
    package func syncFolder(_ path: FilePath) throws(FileError) {
        let folder = path.isEmpty ? FilePath(".") : path
        let number = try attempt(.open, folder) { () throws(Errno) in
            try calls.open(folder, flags: O_RDONLY | O_DIRECTORY, mode: 0)
        }
        defer { calls.close(number) }
        do {
            try calls.fsync(number)
        } catch {
            switch error {
            case .invalidArgument, .notSupported, .badFileDescriptor, .noFunction,
                .inappropriateIOCTLForDevice:
                return
            default: throw FileError(.sync, folder, error)
            }
        }
    }

    /// Makes everything durable that was written to the file system which holds `folder`: for many
    /// files at once.
    package func syncFileSystem(of folder: FilePath) throws(FileError) {
        let number = try attempt(.open, folder) { () throws(Errno) in
            try calls.open(folder, flags: O_RDONLY | O_DIRECTORY, mode: 0)
        }
        defer { calls.close(number) }
        try attempt(.sync, folder) { () throws(Errno) in try calls.syncfs(number) }
    }
}
